import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isDeviceName } from '../names.ts';

/** NET_ADDR_SET (include/uapi/linux/netdevice.h): set by hand, so that the device's own rules leave it alone. */
const setByHand = '3';

/**
 * Which of the links have an address that was set by hand. `ip` 6.1 does not print it; sysfs has it. A sysfs that shows
 * another network namespace, or none, tells nothing.
 */
export function addressesSet(
  links: readonly { readonly ifname: string; readonly ifindex: number }[],
  sysfs = '/sys/class/net',
): ReadonlySet<string> {
  return new Set(links.filter(({ ifname, ifindex }) => isSet(sysfs, ifname, ifindex)).map(({ ifname }) => ifname));
}

function isSet(sysfs: string, name: string, index: number): boolean {
  // The kernel allows no such names; a path is not made from what only claims to come from it.
  if (name.includes('/') || name === '.' || name === '..') return false;
  const type = readNow(`${sysfs}/${name}/addr_assign_type`);
  return type.trim() === setByHand && readNow(`${sysfs}/${name}/ifindex`).trim() === String(index);
}

/** The kernel answers from memory, faster than a thread could be asked to read. */
function readNow(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The members of a bond in the order they joined, which `ip` does not tell. */
export async function bondMembers(name: string, sysfs = '/sys/class/net'): Promise<readonly string[]> {
  if (name.includes('/') || name === '.' || name === '..') return [];
  const text = await readFile(`${sysfs}/${name}/bonding/slaves`, 'utf8').catch(() => '');
  return [...new Set(text.split(/\s+/).filter(isDeviceName))];
}
