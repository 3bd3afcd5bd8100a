import { findLink, linksUnder } from './links.ts';
import { settleBond } from './settle-bond.ts';
import { settleBridge } from './settle-bridge.ts';
import { settleVlan } from './settle-vlan.ts';
import { noteLoops } from './storm.ts';
import { forgetDeadPorts } from './switch-table.ts';
import type { LinkState, World } from './world-schema.ts';

/**
 * Lets a change take its course: carrier, port states, bond fail-over, addresses and MTUs that follow others. All of this
 * goes upwards only, from a link to what stands on it, so settling every link once, the lower ones first, is enough.
 */
export function settle(world: World): World {
  const done = new Set<string>();
  const settled = world.links.reduce((current, link) => settleFrom(current, link, done), world);
  return settled.wire.switches.length === 0 ? settled : settleWire(settled);
}

/** What the far side of the wires makes of it: ports without a signal, loops. */
export function settleWire(world: World): World {
  return noteLoops(forgetDeadPorts(world));
}

function settleFrom(world: World, link: LinkState, done: Set<string>): World {
  if (standsAlone(link) || done.has(link.name)) return world;
  done.add(link.name);
  const ready = lowerLinks(world, link).reduce((current, lower) => settleFrom(current, lower, done), world);
  switch (link.kind) {
    case 'bridge':
      return settleBridge(ready, link.name);
    case 'bond':
      return settleBond(ready, link.name);
    case 'vlan':
      return settleVlan(ready, link.name);
  }
}

function standsAlone(link: LinkState): link is Exclude<LinkState, { readonly kind: 'bridge' | 'bond' | 'vlan' }> {
  return link.kind === 'ethernet' || link.kind === 'loopback' || link.kind === 'other';
}

function lowerLinks(world: World, link: LinkState): readonly LinkState[] {
  if (link.kind !== 'vlan') return linksUnder(world, link.name);
  const parent = findLink(world, link.parent);
  return parent === undefined ? [] : [parent];
}
