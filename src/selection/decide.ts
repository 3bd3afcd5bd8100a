import { restsOn } from './host-quorum.ts';
import { clearlyBetter } from './own-record.ts';
import { alphaFor } from './alpha-spending.ts';
import { PromotionBoundary } from './promotion-boundary.ts';
import { atLeast, type Rational } from './rational.ts';
import { reaches, sequentialTest, winsMissing } from './sequential-test.ts';
import type { Hearing, Testimony } from './testimony.ts';

/** An allele that stands behind the dominant in the stack. */
export interface Rival {
  readonly allele: string;
  /** Hosts on it and the dominant. */
  readonly hearing: Hearing;
  /** It was dominant here before: to go back to it is the safe direction. */
  readonly returning: boolean;
}

/** What evidence is held against. */
export interface Terms {
  readonly alpha: Rational;
  readonly alphaDemote: Rational;
  /** How many challengers the locus has had so far; the newest is the k-th. */
  readonly challengers: number;
  /** How many hosts have to agree. */
  readonly hosts: Needed;
}

export interface Needed {
  readonly promote: number;
  readonly demote: number;
}

export type Verdict =
  /** The rival takes the dominant's place, which becomes the first to fall back on. */
  | ({ readonly kind: 'promote' } & Weighed)
  /** The dominant is demoted in favour of a rival that was there before it. */
  | ({ readonly kind: 'demote' } & Weighed)
  /**
   * Where no win is missing, it is either the rival's own record that is not clearly the better one, or all of it rests on
   * the word of these few hosts.
   */
  | ({ readonly kind: 'undecided'; readonly winsMissing: number; readonly restsOn: readonly string[] } & Weighed)
  | { readonly kind: 'no-evidence' };

interface Weighed {
  readonly rival: Rival;
  /** M of the rival's wins and losses. */
  readonly m: Rational;
}

/** What a rival's evidence is held against. */
function rateFor({ returning }: Pick<Rival, 'returning'>, terms: Terms): Rational {
  return returning ? terms.alphaDemote : alphaFor(terms.challengers, terms.alpha);
}

/** How many hosts have to agree on a rival. */
export function neededFor({ returning }: Pick<Rival, 'returning'>, { hosts }: Pick<Terms, 'hosts'>): number {
  return returning ? hosts.demote : hosts.promote;
}

/**
 * The verdict on a dominant and its rivals: the strongest evidence that is strong enough, of a rival whose own record is
 * clearly better too, and of as many hosts as have to agree; of equals, the lower digest.
 */
export function decide(rivals: readonly Rival[], terms: Terms): Verdict {
  const weighed = rivals
    .filter(({ hearing }) => hearing.all.tally.wins + hearing.all.tally.losses > 0)
    .map((rival): Weighed => ({ rival, m: sequentialTest(rival.hearing.all.tally, terms.alpha).m }))
    .sort(strongestFirst);
  const enough = weighed.filter(({ rival, m }) => reaches(m, rateFor(rival, terms)));
  const better = enough
    .filter(({ rival }) => isClearlyBetter(rival.hearing.all))
    .map((one) => ({ ...one, few: soleWitnesses(one.rival, terms) }));
  const winner = better.find(({ few }) => few === undefined);
  if (winner !== undefined) {
    const { rival, m } = winner;
    return { kind: rival.returning ? 'demote' : 'promote', rival, m };
  }
  const [closest] = [...better, ...enough, ...weighed];
  if (closest === undefined) return { kind: 'no-evidence' };
  const { rival, m } = closest;
  return {
    kind: 'undecided',
    winsMissing: winsMissing(rival.hearing.all.tally, rateFor(rival, terms)),
    restsOn: better[0]?.few ?? [],
    rival,
    m,
  };
}

/** Hosts that would decide alone: fewer than have to agree, and without them the rest is not enough. */
function soleWitnesses(rival: Rival, terms: Terms): readonly string[] | undefined {
  const rate = rateFor(rival, terms);
  const boundary = new PromotionBoundary(rate);
  const { losses: most } = rival.hearing.all.tally;
  // What is enough against all losses is enough against fewer; long tables are made only where it is close.
  const sure = winsMissing({ wins: 0, losses: most }, rate);
  return restsOn(rival.hearing, neededFor(rival, terms), (left) => {
    const { wins, losses } = left.tally;
    const enough = (wins >= sure && losses <= most) || wins >= boundary.fewestWins(wins + losses);
    return enough && isClearlyBetter(left);
  });
}

function isClearlyBetter({ rival, dominant }: Testimony): boolean {
  return clearlyBetter(rival, dominant);
}

function strongestFirst(a: Weighed, b: Weighed): number {
  if (!atLeast(a.m, b.m)) return 1;
  if (!atLeast(b.m, a.m)) return -1;
  return a.rival.allele < b.rival.allele ? -1 : 1;
}
