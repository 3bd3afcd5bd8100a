import { releaseMember } from './bond-member.ts';
import { releasePort } from './bridge-port.ts';
import { dropLink, findLink, linksUnder, vlansOn } from './links.ts';
import type { World } from './world-schema.ts';

/**
 * Takes a link away (`unregister_netdevice`): its ports or members are released, VLANs on it go with it, and its own
 * master loses it.
 */
export function removeLink(world: World, name: string): World {
  const released = linksUnder(world, name).reduce((current, lower) => leaveMaster(current, lower.name), world);
  const bare = vlansOn(released, name).reduce((current, vlan) => removeLink(current, vlan.name), released);
  return dropLink(leaveMaster(bare, name), name);
}

function leaveMaster(world: World, name: string): World {
  const master = findLink(world, name)?.master ?? null;
  if (master === null) return world;
  const kind = findLink(world, master)?.kind;
  return kind === 'bond' ? releaseMember(world, master, name) : releasePort(world, master, name);
}
