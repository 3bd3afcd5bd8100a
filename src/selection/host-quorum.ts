import type { Risk } from '../model/risk.ts';
import type { Hearing, Testimony } from './testimony.ts';

/** How many hosts have to agree before what hosts saw promotes at a risk, and before it demotes at any. */
export type HostQuorum = Readonly<Record<Risk | 'demote', number>>;

/**
 * Two, so that no host decides alone; diagnostics too (risk none), which judge all others. Demotion asks for no more at any
 * risk: the host that suffers is protected by its own rollback and breaker, and waiting for a third protects nobody.
 */
export const defaultQuorum: HostQuorum = { none: 2, low: 2, medium: 2, high: 3, critical: 3, demote: 2 };

/** Never more than run the locus at all: where that is one host, its word decides. */
export function hostsNeeded(wanted: number, running: number): number {
  return Math.max(1, Math.min(wanted, running));
}

/**
 * The law: what hosts saw decides when it does so without any `needed - 1` of them. Then whatever that many hosts invent, it
 * decides nothing that the others would not have decided without them. Evidence that is enough only with them is theirs.
 * @param holds whether a testimony is enough, asked anew of what is left
 * @returns the first hosts found without which it does not hold; `undefined` where there are none
 */
export function restsOn(
  hearing: Hearing,
  needed: number,
  holds: (testimony: Testimony) => boolean,
): readonly string[] | undefined {
  for (const left of subsets(hearing.speakers, needed - 1)) {
    if (!holds(hearing.without(left))) return left.map((place) => hearing.hosts[place] ?? '');
  }
  return undefined;
}

/** Every choice of at most `most` members, small ones first; not the empty one. */
function* subsets(members: readonly number[], most: number): Generator<readonly number[]> {
  for (let size = 1; size <= most; size += 1) yield* choices(members, size, 0);
}

function* choices(members: readonly number[], size: number, from: number): Generator<readonly number[]> {
  for (let at = from; at <= members.length - size; at += 1) {
    const member = members[at] ?? 0;
    if (size === 1) yield [member];
    else for (const rest of choices(members, size - 1, at + 1)) yield [member, ...rest];
  }
}
