import { plug } from './events.ts';
import { findLink } from './links.ts';
import { removeLink } from './remove-link.ts';
import { settle, settleWire } from './settle.ts';
import { atClock } from './time.ts';
import type { World } from './world-schema.ts';

/**
 * An earlier world put back into the present: the host is as it was, moved to the present time, and all that is no host's
 * to undo is as it is now: the far side of the wires, cables, cards that are gone, and what is still to come.
 */
export function putBack(earlier: World, present: World): World {
  const { wire, schedule, clock } = present;
  const moved = atClock(earlier, clock);
  const outside = moved.wire === wire && moved.schedule === schedule ? moved : { ...moved, wire, schedule };
  const back = earlier.links.reduce((world, link) => {
    if (link.kind !== 'ethernet') return world;
    const now = findLink(present, link.name);
    if (now === undefined) return settle(removeLink(world, link.name));
    return now.kind === 'ethernet' && now.cable !== link.cable ? plug(world, link.name, now.cable) : world;
  }, outside);
  return wire.switches.length === 0 ? back : settleWire(back);
}

/** Whether a card is gone, or has a signal that it lacked, or lacks one that it had. */
export function cablesMoved(earlier: World, present: World): boolean {
  return earlier.links.some((link) => {
    if (link.kind !== 'ethernet') return false;
    const now = findLink(present, link.name);
    return now === undefined || (now.kind === 'ethernet' && now.cable !== link.cable);
  });
}
