import { runConfiguration } from './configuration-locus.ts';
import { runDiagnostic } from './diagnostic-locus.ts';
import type { LocusResult } from './locus-result.ts';
import type { LocusTask } from './locus-task.ts';
import type { RunContext } from './run-context.ts';

/** Configuration genes act in a transaction; diagnostic genes only look. */
export function runLocus(context: RunContext, task: LocusTask): Promise<LocusResult> {
  return task.contract.family === 'diagnostic' ? runDiagnostic(context, task) : runConfiguration(context, task);
}
