import { runConfiguration } from './configuration-locus.ts';
import { runDiagnostic } from './diagnostic-locus.ts';
import type { LocusResult } from './locus-result.ts';
import type { LocusTask } from './locus-task.ts';
import type { RunContext } from './run-context.ts';
import { runSwiftly } from '../swift/swift-configuration.ts';

/** Configuration genes act in a transaction; diagnostic genes only look. */
export function runLocus(context: RunContext, task: LocusTask): Promise<LocusResult> {
  if (task.contract.family === 'diagnostic') return runDiagnostic(context, task);
  return context.swift === undefined ? runConfiguration(context, task) : runSwiftly(context, context.swift, task);
}
