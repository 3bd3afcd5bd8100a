import type { StageFailure } from './stage-result.ts';
import type { TrialResult } from './trial-result.ts';

/** World seconds a gene may take: on a host the sandbox ends it after as many real ones. */
const longestRun = 120;

/** What no allele may do in any world, whatever others do there. Sandbox limits belong to them. */
const neverRight: ReadonlySet<string> = new Set([
  'syntax',
  'no-execute',
  'never-settled',
  'engine-fault',
  'invalid-output',
  'out-of-scope',
  'changed-on-refusal',
  'changed-on-looking',
]);

export type Violation = Pick<StageFailure, 'kind' | 'message'>;

/** A fault of the allele itself that one result shows, or `undefined`. */
export function violationOf(result: TrialResult): Violation | undefined {
  if (result.proven === false) {
    return { kind: 'rollback-unproven', message: 'What it had done could not be undone.' };
  }
  if (result.kind !== null && result.outcome === 'gene-failure' && isNeverRight(result.kind)) {
    return { kind: result.kind, message: result.message };
  }
  if (result.cost.worldTime > longestRun) {
    const message = `It took ${result.cost.worldTime} s; a host stops a gene after ${longestRun} s.`;
    return { kind: 'too-slow', message };
  }
  return undefined;
}

function isNeverRight(kind: string): boolean {
  return neverRight.has(kind) || kind.endsWith('-limit');
}

/** The same question was asked twice, with only the hour and the dice changed. */
export function fickleness(first: TrialResult, again: TrialResult): Violation | undefined {
  const differs = (['outcome', 'kind', 'refusal', 'output', 'world'] as const).find(
    (part) => JSON.stringify(first[part]) !== JSON.stringify(again[part]),
  );
  if (differs === undefined) return undefined;
  const message = `Asked again at another hour it gave another ${differs === 'world' ? 'world' : 'answer'}: ${said(first)}, then ${said(again)}.`;
  return { kind: 'not-repeatable', message };
}

function said({ outcome, kind, refusal }: TrialResult): string {
  return refusal ?? kind ?? outcome;
}

/** A failure that counts against it because somebody does right on the same trial, or nobody else was asked. */
export function avoidableFailure(result: TrialResult, incumbent: TrialResult | undefined): Violation | undefined {
  if (result.outcome === 'gene-failure') {
    const shared = incumbent !== undefined && incumbent.outcome !== 'ok' && incumbent.outcome !== 'refused';
    return shared ? undefined : { kind: result.kind ?? 'gene-failure', message: result.message };
  }
  if (result.outcome === 'refused' && incumbent?.outcome === 'ok') {
    const message = `It refuses ("${result.refusal ?? ''}") what the incumbent does, verified.`;
    return { kind: 'refuses-what-works', message };
  }
  return undefined;
}
