import { inPrefix, maxPrefixLength, parseIp, sameIp, type IpAddress } from '../ip-address.ts';
import { findLink } from './links.ts';
import type { World } from './world-schema.ts';

export interface Hop {
  readonly device: string;
  /** The gateway's address, or the target's own when it is on the link. */
  readonly address: IpAddress;
}

interface Path extends Hop {
  readonly prefixLength: number;
}

/** The longest prefix wins, as in the kernel's FIB; connected networks come from addresses on links that are up. */
export function nextHop(world: World, target: IpAddress, from: string | undefined): Hop | undefined {
  return [...connected(world, target), ...routed(world, target)]
    .filter((path) => from === undefined || path.device === from)
    .reduce<Path | undefined>(
      (best, path) => (best && best.prefixLength >= path.prefixLength ? best : path),
      undefined,
    );
}

function connected(world: World, target: IpAddress): readonly Path[] {
  return world.addresses.flatMap(({ device, address, prefixLength }) => {
    const own = parseIp(address);
    if (own === undefined || findLink(world, device)?.up !== true || !inPrefix(target, own, prefixLength)) return [];
    return [{ device, address: target, prefixLength }];
  });
}

function routed(world: World, target: IpAddress): readonly Path[] {
  return world.routes.flatMap(({ destination, via, device }) => {
    const prefixLength = matchLength(destination, target);
    const gateway = via === null ? target : parseIp(via);
    if (prefixLength === undefined || gateway?.family !== target.family) return [];
    return [{ device, address: gateway, prefixLength }];
  });
}

function matchLength(destination: string, target: IpAddress): number | undefined {
  if (destination === 'default') return 0;
  const [base = '', length] = destination.split('/');
  const network = parseIp(base);
  if (network === undefined) return undefined;
  const prefixLength = length === undefined ? maxPrefixLength(network.family) : Number(length);
  return inPrefix(target, network, prefixLength) ? prefixLength : undefined;
}

/** Whether the address is this machine's own. */
export function isOwnAddress(world: World, target: IpAddress): boolean {
  return world.addresses.some(({ address }) => {
    const own = parseIp(address);
    return own !== undefined && sameIp(own, target);
  });
}
