import { invalid, networkDown } from '../refusal.ts';
import { waysOut } from './egress.ts';
import { needLink } from './links.ts';
import { tellHosts } from './talk.ts';
import { transmit } from './transmit.ts';
import type { World } from './world-schema.ts';

/**
 * Gratuitous ARP (RFC 5227 section 3) from `device`. It fails like `arping -U` on a link that is down (ENETDOWN) or can't
 * ARP; on a link without carrier it is sent and reaches nobody, which is not an error. Switches it
 * passes learn where the address is, and hosts that hear it remember.
 * @throws Refusal ENODEV, EINVAL
 */
export function announce(world: World, device: string, mac?: string): World {
  const link = needLink(world, device);
  if (link.kind === 'loopback') throw invalid(`"${device}" is a loopback and can't ARP`);
  if (!link.up) throw networkDown(`"${device}" is down`);
  const ways = waysOut(world, link);
  const through = [...new Set(ways.map(({ wire }) => wire))].sort();
  const announcement = { at: world.clock, device, mac: mac ?? link.mac, through };
  const told = tellHosts(transmit(world, ways, announcement.mac), ways, device, announcement.mac);
  return { ...told, announcements: [...world.announcements, announcement].slice(-kept) };
}

/** Enough for diagnosis; a gene that announces in a loop must not fill the world file. */
const kept = 1_000;
