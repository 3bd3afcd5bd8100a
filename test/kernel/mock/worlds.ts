import type { Bond, Bridge, FdbEntry, Link, Vlan } from '../../../src/kernel/network.ts';
import { viewBond, viewBridge, viewFdb, viewNamed, viewVlan } from '../../../src/kernel/mock/views.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { Refusal } from '../../../src/kernel/refusal.ts';

/** The link, bridge, bond or VLAN of that name, which is there. */
export function linkOf(world: World, name: string): Link {
  return there(viewNamed(world, name), name);
}

export function bridgeOf(world: World, name: string): Bridge {
  return there(viewBridge(world, name), name);
}

export function bondOf(world: World, name: string): Bond {
  return there(viewBond(world, name), name);
}

export function vlanOf(world: World, name: string): Vlan {
  return there(viewVlan(world, name), name);
}

function there<T>(found: T | null, name: string): T {
  if (found === null) throw new Error(`there is no ${name}`);
  return found;
}

/** `eth0 52:54:00:00:00:00 permanent`. */
export function fdbLines(world: World, bridge: string): readonly string[] {
  return viewFdb(world, bridge).map(({ port, mac, origin }: FdbEntry) => `${port} ${mac} ${origin}`);
}

/** The code a change is refused with; the world it would have led to when it isn't. */
export function refusal(change: () => World): string {
  try {
    change();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
}
