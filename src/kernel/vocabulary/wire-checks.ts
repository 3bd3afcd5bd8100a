import { entryFor, switchNamed } from '../mock/switch-table.ts';
import { request } from '../mock/talk.ts';
import type { SwitchState, World } from '../mock/world-schema.ts';
import { findHost } from './build-wire.ts';
import { found, held, type Check, type Checked } from './checks.ts';

/** Checks of the other side of the wires. */

function ofSwitch(name: string, check: (on: SwitchState, world: World, before: World) => Checked): Check {
  return (before, after) => {
    const on = switchNamed(after, name);
    return on === undefined ? found(`there is no switch ${name}`) : check(on, after, before);
  };
}

export function switchForwards(name: string, mac: string, card: string | null): Check {
  return ofSwitch(name, (on, world) => {
    const port = entryFor(world, on, mac, null)?.port ?? null;
    if (port === card) return held;
    return found(port === null ? `${name} has no entry for ${mac}` : `${name} has ${mac} on ${port}`);
  });
}

/** How often any address, or one, has moved in the course of the run. */
function movesOf(on: SwitchState | undefined, mac?: string): number {
  return (on?.entries ?? [])
    .filter((entry) => mac === undefined || entry.mac === mac)
    .reduce((sum, { moves }) => sum + moves, 0);
}

export function movedAtMost(name: string, mac: string, most: number): Check {
  return ofSwitch(name, (on, _, before) => {
    const moves = movesOf(on, mac) - movesOf(switchNamed(before, name), mac);
    return moves <= most ? held : found(`${mac} moved ${moves} times on ${name}`);
  });
}

export function hostReaches(address: string, target: string, expected: boolean): Check {
  return (_, after) => {
    const host = findHost(after, address);
    if (host === undefined) return found(`there is no host ${address}`);
    const answered = request(after, host, target).mac !== null;
    if (answered === expected) return held;
    return found(`${address} gets ${answered ? 'an' : 'no'} answer from ${target}`);
  };
}
