import { zeroMac } from '../mac.ts';
import { invalid } from '../refusal.ts';
import { flushPort } from './fdb.ts';
import { linksUnder, needBridge, needLink, putLink, refuseUnfit } from './links.ts';
import { selectPortStates } from './settle-bridge.ts';
import { settle } from './settle.ts';
import type { World } from './world-schema.ts';

/** The port's own state stays: a port that is down stays down. @throws Refusal ENODEV, EBUSY, EINVAL */
export function attachPort(world: World, bridge: string, port: string): World {
  needBridge(world, bridge);
  const link = needLink(world, port);
  if (link.kind === 'bridge') throw invalid(`Can not enslave a bridge to a bridge: "${port}" is one`);
  if (link.mac === zeroMac) throw invalid(`"${port}" has the zero address`);
  refuseUnfit(world, bridge, link);
  return settle(putLink(world, { ...link, master: bridge, port: { state: 'disabled', timer: null } }));
}

/** @throws Refusal ENODEV, EINVAL when it is no port of that bridge */
export function detachPort(world: World, bridge: string, port: string): World {
  needBridge(world, bridge);
  const link = needLink(world, port);
  if (link.master !== bridge) throw invalid(`"${port}" is no port of "${bridge}"`);
  return settle(releasePort(world, bridge, port));
}

/**
 * `br_del_if`: the port's entries go. A bridge without ports has the zero address, unless one was set by hand, and an MTU
 * of 1500 (seen on 6.18).
 */
export function releasePort(world: World, bridge: string, port: string): World {
  const link = needLink(world, port);
  const freed = flushPort(putLink(world, { ...link, master: null, port: null }), bridge, port);
  const left = needBridge(freed, bridge);
  const rest = linksUnder(freed, bridge).length;
  const mac = left.macSet || rest > 0 ? left.mac : zeroMac;
  const mtu = left.mtuSet || rest > 0 ? left.mtu : 1500;
  return selectPortStates(putLink(freed, { ...left, mac, mtu }), bridge);
}
