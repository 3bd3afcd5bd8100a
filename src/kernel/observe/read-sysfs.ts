import { readFile } from 'node:fs/promises';

/** NET_ADDR_SET (include/uapi/linux/netdevice.h): set by hand, so that the device's own rules leave it alone. */
const setByHand = '3';

/**
 * Which of the links have an address that was set by hand. `ip` 6.1 does not print it; sysfs has it. A sysfs that shows
 * another network namespace, or none, tells nothing.
 */
export async function addressesSet(
  links: readonly { readonly ifname: string; readonly ifindex: number }[],
  sysfs = '/sys/class/net',
): Promise<ReadonlySet<string>> {
  const set = await Promise.all(
    links.map(async ({ ifname, ifindex }) => ((await isSet(sysfs, ifname, ifindex)) ? [ifname] : [])),
  );
  return new Set(set.flat());
}

async function isSet(sysfs: string, name: string, index: number): Promise<boolean> {
  // The kernel allows no such names; a path is not made from what only claims to come from it.
  if (name.includes('/') || name === '.' || name === '..') return false;
  const read = (file: string): Promise<string> => readFile(`${sysfs}/${name}/${file}`, 'utf8').catch(() => '');
  const [type, ifindex] = await Promise.all([read('addr_assign_type'), read('ifindex')]);
  return type.trim() === setByHand && ifindex.trim() === String(index);
}

/** The members of a bond in the order they joined, which `ip` does not tell. */
export async function bondMembers(name: string, sysfs = '/sys/class/net'): Promise<readonly string[]> {
  if (name.includes('/') || name === '.' || name === '..') return [];
  const text = await readFile(`${sysfs}/${name}/bonding/slaves`, 'utf8').catch(() => '');
  return text.split(/\s+/).filter((member) => member !== '');
}
