import type { Sides } from '../../selection/testimony.ts';

/** Hosts behind a decision that ledgers made. */
export interface Agreement extends Sides {
  /** How many run the locus. */
  readonly of: number;
  /** How many had to agree: it stands without any one fewer than these. */
  readonly needed: number;
}

/** As trailers have it: `for=3 against=0 of=4 needed=2`. */
export function agreementText({ for: agreed, against, of, needed }: Agreement): string {
  return `for=${agreed} against=${against} of=${of} needed=${needed}`;
}

/** The same for people. */
export function agreementProse({ for: agreed, against, of, needed }: Agreement): string {
  const stands = needed === 2 ? 'it stands without any one of them' : `it stands without any ${needed - 1} of them`;
  if (needed > 1) return `${agreed} of ${of} hosts agree${objecting(against)}, and ${stands}`;
  if (of <= 1) return "one host's word decides, as no other runs it";
  return `${agreed} of ${of} hosts agree${objecting(against)}; by the policy one host's word may decide`;
}

function objecting(against: number): string {
  return against === 0 ? '' : `, ${against} ${against === 1 ? 'objects' : 'object'}`;
}
