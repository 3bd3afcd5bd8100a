import { findLink, putLink } from './links.ts';
import { reboot } from './reboot.ts';
import { removeLink } from './remove-link.ts';
import { settle } from './settle.ts';
import type { World, WorldEvent } from './world-schema.ts';

/** What comes from outside: nobody on the host asked for it, and no rollback undoes it. */
export function befall(world: World, event: WorldEvent): World {
  switch (event.kind) {
    case 'cable':
      return plug(world, event.device, event.present);
    case 'vanish':
      return findLink(world, event.device) === undefined ? world : settle(removeLink(world, event.device));
    case 'reboot':
      return reboot(world);
  }
}

/** The cable of a network card is plugged in or pulled; on anything else, and on a card that is gone, nothing happens. */
export function plug(world: World, device: string, cable: boolean): World {
  const link = findLink(world, device);
  if (link?.kind !== 'ethernet' || link.cable === cable) return world;
  return settle(putLink(world, { ...link, cable }));
}

/** The cable is pulled now and put back after `seconds`, `times` times. */
export function flap(world: World, device: string, seconds: number, times: number): World {
  const later = Array.from({ length: 2 * times - 1 }, (_, index) => ({
    at: world.clock + (index + 1) * seconds,
    does: { kind: 'cable' as const, device, present: index % 2 === 0 },
  }));
  return schedule(plug(world, device, false), later);
}

/** Adds to what is to come; things of the same time happen in the order they were added. */
export function schedule(world: World, events: World['schedule']): World {
  return events.length === 0 ? world : { ...world, schedule: [...world.schedule, ...events] };
}

/** Everything of the schedule that is due now. */
export function eventsDue(world: World): World {
  const due = world.schedule.filter(({ at }) => at <= world.clock);
  if (due.length === 0) return world;
  const rest: World = { ...world, schedule: world.schedule.filter(({ at }) => at > world.clock) };
  return due.toSorted((a, b) => a.at - b.at).reduce<World>((current, { does }) => befall(current, does), rest);
}
