import { hasCarrier } from './carrier.ts';
import { learn } from './fdb.ts';
import { findLink, vlansOn } from './links.ts';
import type { LinkState, World } from './world-schema.ts';

/** A frame on its way up through this machine. */
export interface Frame {
  readonly from: string;
  readonly to: string;
  readonly vlan: number | null;
}

export interface Received {
  /** Bridges on the way have learned the sender. */
  readonly world: World;
  /** Devices of this machine that were handed the frame as their own. */
  readonly devices: readonly LinkState[];
}

/**
 * A frame comes in at a card and goes up: from a port to its bridge, from a member to its bond, by its tag to a VLAN. It
 * ends where nothing is above. A port that doesn't forward, an inactive member and a link without carrier drop it.
 */
export function receive(world: World, card: string, frame: Frame): Received {
  const link = findLink(world, card);
  return link === undefined || !hasCarrier(world, link) ? { world, devices: [] } : climb(world, link, frame);
}

function climb(world: World, link: LinkState, frame: Frame): Received {
  if (link.master !== null) return enterMaster(world, link, link.master, frame);
  if (frame.vlan === null) return { world, devices: link.up && link.mac === frame.to ? [link] : [] };
  const vlan = vlansOn(world, link.name).find(({ id }) => id === frame.vlan);
  return vlan?.up === true ? climb(world, vlan, { ...frame, vlan: null }) : { world, devices: [] };
}

function enterMaster(world: World, link: LinkState, masterName: string, frame: Frame): Received {
  const master = findLink(world, masterName);
  if (master?.kind === 'bridge') {
    if (link.port?.state !== 'forwarding') return { world, devices: [] };
    return climb(learn(world, master.name, link.name, frame.from), master, frame);
  }
  const dropped = master?.kind !== 'bond' || (master.active !== null && master.active !== link.name);
  return dropped ? { world, devices: [] } : climb(world, master, frame);
}
