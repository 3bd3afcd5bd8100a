import { sha256 } from '../../model/digest.ts';
import type { MacAddress } from '../network.ts';

/**
 * A unicast, locally administered address (IEEE 802: second bit of the first octet) for a software device. The kernel
 * draws one at random; the mock derives it from the name so that runs replay.
 */
export function derivedMac(name: string): MacAddress {
  const digest = sha256(`software-genomics mac ${name}`);
  const first = (Number.parseInt(digest.slice(0, 2), 16) & 0xfc) | 0x02;
  const octets = [first.toString(16).padStart(2, '0')];
  for (let at = 2; at < 12; at += 2) octets.push(digest.slice(at, at + 2));
  return octets.join(':');
}
