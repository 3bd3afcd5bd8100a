import { outsideScope } from '../../kernel/blast-radius.ts';
import type { WorldSnapshot } from '../../kernel/kernel.ts';
import { configurationDifferences } from '../../kernel/world-difference.ts';
import { baselineChecks, baselineLost } from './baseline-check.ts';
import { protectedKind, type Execution } from './execution.ts';
import type { LocusTask } from './locus-task.ts';
import type { RunContext } from './run-context.ts';

/**
 * The world decides what an attempt touched, not what the gene says: judged on snapshots before and after, and on what keeps
 * the host reachable.
 */
export async function withinScope(
  context: RunContext,
  task: LocusTask,
  before: WorldSnapshot,
  execution: Execution,
): Promise<Execution> {
  if (execution.outcome !== 'ok' && execution.outcome !== 'refused') return execution;
  return withinBaseline(context, judgedScope(task, before, await context.organism.kernel.snapshot(), execution));
}

/** Work that cuts the host off has failed, whatever else it does. */
export async function withinBaseline({ organism }: RunContext, execution: Execution): Promise<Execution> {
  if (execution.outcome !== 'ok') return execution;
  const [lost] = await baselineChecks(organism.kernel, 'immediate');
  return lost === undefined ? execution : failed(execution, baselineLost, lost.error ?? lost.check);
}

/** The same where both snapshots are at hand. A diagnostic is in its scope when it changes nothing. */
export function judgedScope(
  { contract, input }: Pick<LocusTask, 'contract' | 'input'>,
  before: WorldSnapshot,
  after: WorldSnapshot,
  execution: Execution,
): Execution {
  // What it did before it met the protection is undone like any refusal's.
  if (execution.error?.kind === protectedKind) return execution;
  if (execution.outcome === 'refused' || contract.family === 'diagnostic') {
    const changed = configurationDifferences(before, after).map(({ path }) => path);
    if (changed.length === 0) return execution;
    const what = execution.outcome === 'refused' ? 'refused' : 'only looks';
    return failed(
      execution,
      `changed-on-${execution.outcome === 'refused' ? 'refusal' : 'looking'}`,
      `It ${what} and yet changed ${changed.join(', ')}.`,
    );
  }
  const outside = outsideScope(before, after, input);
  if (outside.length === 0) return execution;
  return failed(execution, 'out-of-scope', `It changed what its input does not name: ${outside.join(', ')}.`);
}

/** The same execution, found to be the gene's failure after all. */
export function failed(execution: Execution, kind: string, message: string): Execution {
  const { output, operations } = execution;
  return { outcome: 'gene-failure', output, error: { kind, message }, operations };
}
