import type { PairedTally } from '../model/paired-tally.ts';
import { clearlyBetter, type OwnRecord } from './own-record.ts';
import { alphaFor } from './alpha-spending.ts';
import { atLeast, type Rational } from './rational.ts';
import { reaches, sequentialTest, winsMissing } from './sequential-test.ts';

/** An allele that stands behind the dominant in the stack. */
export interface Rival {
  readonly allele: string;
  /** Wins: it was right where the dominant was wrong. */
  readonly tally: PairedTally;
  readonly record: OwnRecord;
  /** It was dominant here before: to go back to it is the safe direction. */
  readonly returning: boolean;
}

export interface ErrorRates {
  readonly alpha: Rational;
  readonly alphaDemote: Rational;
  /** How many challengers the locus has had so far; the newest is the k-th. */
  readonly challengers: number;
}

export type Verdict =
  /** The rival takes the dominant's place, which becomes the first to fall back on. */
  | ({ readonly kind: 'promote' } & Weighed)
  /** The dominant is demoted in favour of a rival that was there before it. */
  | ({ readonly kind: 'demote' } & Weighed)
  /** Where no win is missing, it is the rival's own record that is not clearly the better one. */
  | ({ readonly kind: 'undecided'; readonly winsMissing: number } & Weighed)
  | { readonly kind: 'no-evidence' };

interface Weighed {
  readonly rival: Rival;
  /** M of the rival's wins and losses. */
  readonly m: Rational;
}

/** What a rival's evidence is held against. */
function rateFor({ returning }: Pick<Rival, 'returning'>, rates: ErrorRates): Rational {
  return returning ? rates.alphaDemote : alphaFor(rates.challengers, rates.alpha);
}

/**
 * The verdict on a dominant and its rivals: the strongest evidence that is strong enough, of a rival whose own record is
 * clearly better too; of equals, the lower digest.
 * @param record of the dominant
 */
export function decide(rivals: readonly Rival[], record: OwnRecord, rates: ErrorRates): Verdict {
  const weighed = rivals
    .filter(({ tally }) => tally.wins + tally.losses > 0)
    .map((rival): Weighed => ({ rival, m: sequentialTest(rival.tally, rates.alpha).m }))
    .sort(strongestFirst);
  const enough = weighed.filter(({ rival, m }) => reaches(m, rateFor(rival, rates)));
  const winner = enough.find(({ rival }) => clearlyBetter(rival.record, record));
  if (winner !== undefined) return { kind: winner.rival.returning ? 'demote' : 'promote', ...winner };
  const [closest] = enough.length > 0 ? enough : weighed;
  if (closest === undefined) return { kind: 'no-evidence' };
  return {
    kind: 'undecided',
    winsMissing: winsMissing(closest.rival.tally, rateFor(closest.rival, rates)),
    ...closest,
  };
}

function strongestFirst(a: Weighed, b: Weighed): number {
  if (!atLeast(a.m, b.m)) return 1;
  if (!atLeast(b.m, a.m)) return -1;
  return a.rival.allele < b.rival.allele ? -1 : 1;
}
