import { dueKey, type DueEntry } from '../../ledger/due-entry.ts';
import type { LedgerState } from '../../ledger/ledger-fold.ts';
import { canonicalJson } from '../../model/canonical-json.ts';

/** Seconds after which a check that nobody made is not made any more: by then it says little about who acted. */
const expirySeconds = 7 * 24 * 3600;

export interface DueChecks {
  /** To be made now, oldest first. */
  readonly ready: readonly DueEntry[];
  /** Kernel time at which the next one falls due; null when none is left. */
  readonly next: number | null;
  readonly waiting: number;
}

/**
 * Checks left for later that nobody has answered and that still mean something: where the same was asked after a later run
 * acted at the locus, only the later run's count, because it is its work that is looked at. Later is who stands later in
 * the ledger: by their times a run of before the clock was set back would be looked for in the work of all that follow.
 */
export function dueEntries({ due, answers }: Pick<LedgerState, 'due' | 'answers'>): readonly DueEntry[] {
  const all = [...due.values()].flat();
  const newest = new Map(all.map((entry) => [subject(entry), entry.run]));
  return all.filter((entry) => {
    const answered = answers.get(dueKey(entry))?.notBefore ?? -Infinity;
    return entry.notBefore > answered && newest.get(subject(entry)) === entry.run;
  });
}

function subject({ locus, timescale, check }: DueEntry): string {
  return `${locus} ${timescale} ${canonicalJson(check)}`;
}

/**
 * What has fallen due by `now` (the kernel's clock). Where several of one attempt and timescale have, they are asked
 * together, each question once, and count as the last one: the world can only be looked at as it is now.
 */
export function dueChecks(state: Pick<LedgerState, 'due' | 'answers'>, now: number, kernel: string): DueChecks {
  const entries = dueEntries(state).filter((entry) => entry.kernel === kernel && entry.notBefore > now - expirySeconds);
  const ready = byAttempt(entries.filter(({ notBefore }) => notBefore <= now));
  const later = entries.filter(({ notBefore }) => notBefore > now);
  return {
    ready: [...ready].sort((a, b) => a.notBefore - b.notBefore),
    next: later.length === 0 ? null : Math.min(...later.map(({ notBefore }) => notBefore)),
    waiting: later.length,
  };
}

/** One entry for each attempt and timescale, with everything that is to be asked of it. */
export function byAttempt(entries: readonly DueEntry[]): readonly DueEntry[] {
  const latest = new Map<string, DueEntry>();
  for (const entry of entries) {
    const known = latest.get(dueKey(entry));
    latest.set(dueKey(entry), known === undefined ? entry : together(known, entry));
  }
  return [...latest.values()];
}

function together(one: DueEntry, other: DueEntry): DueEntry {
  const last = one.notBefore < other.notBefore ? other : one;
  const check = [...new Map([...one.check, ...other.check].map((each) => [canonicalJson(each), each])).values()];
  return { ...last, check };
}
