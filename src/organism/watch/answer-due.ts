import { dueKey, type DueAnswer, type DueEntry } from '../../ledger/due-entry.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Timescale } from '../../model/timescale.ts';
import type { RunContext } from '../run/run-context.ts';
import { conjunction } from '../run/verification.ts';
import { askCheck, type CheckAnswer } from './ask-check.ts';

/** One due verification as it was answered. */
export interface WatchedCheck {
  /** The run and the attempt whose work was looked at. */
  readonly run: string;
  readonly attempt: number;
  readonly locus: string;
  readonly allele: string;
  readonly timescale: Timescale;
  /** Kernel time it fell due. */
  readonly notBefore: number;
  readonly checks: readonly (CheckAnswer & { readonly check: string; readonly arguments: unknown })[];
  /** null: no answer yet; it stays due. */
  readonly healthy: boolean | null;
  /** What was known of this attempt and timescale until now. */
  readonly before: boolean | null;
}

/**
 * Makes the checks that fell due and records the verdicts, credited to the allele that acted. A question that several of
 * them ask is put once: the world does not change while it is looked at.
 */
export async function answerDue(
  context: RunContext,
  ready: readonly DueEntry[],
  answers: ReadonlyMap<string, DueAnswer>,
  counts: 'everything' | 'only what is bad' = 'everything',
): Promise<readonly WatchedCheck[]> {
  const asked = new Map<string, CheckAnswer>();
  const watched: WatchedCheck[] = [];
  for (const due of ready) {
    const checks = [];
    for (const check of due.check) {
      const key = canonicalJson(check);
      const answer = asked.get(key) ?? (await askCheck(context, check));
      asked.set(key, answer);
      checks.push({ check: check.target, arguments: check.arguments, ...answer });
    }
    const before = answers.get(dueKey(due))?.healthy ?? due.found;
    const found = conjunction(checks.map((check) => check.healthy));
    // What was not healthy at the end of one window did not converge, whatever another window's end shows.
    const healthy = found === true && before === false && due.timescale === 'convergence' ? false : found;
    if (healthy !== false && counts === 'only what is bad') continue;
    if (healthy !== null) await recordAnswer(context, due, healthy, before);
    const { run, attempt, locus, allele, timescale, notBefore } = due;
    watched.push({ run, attempt, locus, allele, timescale, notBefore, checks, healthy, before });
  }
  return watched;
}

async function recordAnswer(
  { organism }: RunContext,
  due: DueEntry,
  healthy: boolean,
  before: boolean | null,
): Promise<void> {
  const { run, attempt, locus, allele, timescale, notBefore } = due;
  const at = await organism.kernel.now();
  const what = { run, attempt, at, locus, allele, timescale, healthy };
  organism.journal.add({ t: 'verdict', ...what, replaces: before, answers: notBefore });
}
