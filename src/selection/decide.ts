import { InternalError } from '../errors/internal-error.ts';
import type { PairedTally } from '../model/paired-tally.ts';
import { alphaFor } from './alpha-spending.ts';
import { atLeast, type Rational } from './rational.ts';
import { reaches, sequentialTest, winsMissing } from './sequential-test.ts';

/** An allele that stands behind the dominant in the stack. */
export interface Rival {
  readonly allele: string;
  /** Wins: it was right where the dominant was wrong. */
  readonly tally: PairedTally;
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

/** The verdict on a dominant and its rivals: the strongest evidence that is strong enough; of equals, the lower digest. */
export function decide(rivals: readonly Rival[], rates: ErrorRates): Verdict {
  const weighed = rivals
    .filter(({ tally }) => tally.wins + tally.losses > 0)
    .map((rival): Weighed => ({ rival, m: sequentialTest(rival.tally, rates.alpha).m }))
    .sort(strongestFirst);
  const winner = weighed.find(({ rival, m }) => reaches(m, rateFor(rival, rates)));
  if (winner !== undefined) return { kind: winner.rival.returning ? 'demote' : 'promote', ...winner };
  const [closest] = weighed;
  if (closest === undefined) return { kind: 'no-evidence' };
  const missing = winsMissing(closest.rival.tally, rateFor(closest.rival, rates));
  if (missing === 0) throw new InternalError('evidence that decides was passed over');
  return { kind: 'undecided', winsMissing: missing, ...closest };
}

function strongestFirst(a: Weighed, b: Weighed): number {
  if (!atLeast(a.m, b.m)) return 1;
  if (!atLeast(b.m, a.m)) return -1;
  return a.rival.allele < b.rival.allele ? -1 : 1;
}
