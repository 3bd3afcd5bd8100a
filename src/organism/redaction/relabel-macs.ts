const zero = '00:00:00:00:00:00';
const broadcast = 'ff:ff:ff:ff:ff:ff';

export const macPattern = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

/**
 * MAC addresses that stand for others, locally administered, in the same order (a bridge takes its lowest port's), groups as
 * groups, and none of them an original. Zero and broadcast stay.
 * @param macs in lower case
 */
export function relabelMacs(macs: Iterable<string>): (text: string) => string | undefined {
  const all = [...new Set(macs)].filter((mac) => macPattern.test(mac)).sort();
  const used = new Set(all.map((mac) => mac.slice(0, 8)));
  const labels = new Map([
    ...labelled(
      all.filter((mac) => !isGroup(mac) && mac !== zero),
      '02',
      used,
    ),
    ...labelled(
      all.filter((mac) => isGroup(mac) && mac !== broadcast),
      '03',
      used,
    ),
    [zero, zero],
    [broadcast, broadcast],
  ]);
  return (text) => {
    const label = labels.get(text.toLowerCase());
    return label === undefined || text === text.toLowerCase() ? label : label.toUpperCase();
  };
}

function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

function labelled(macs: readonly string[], first: string, used: ReadonlySet<string>): readonly [string, string][] {
  let vendor = 0;
  const head = (): string => `${first}:${octets(vendor, 2)}`;
  while (used.has(head())) vendor += 1;
  return macs.map((mac, index) => [mac, `${head()}:${octets(index + 1, 3)}`]);
}

function octets(value: number, count: number): string {
  const digits = value.toString(16).padStart(2 * count, '0');
  return (digits.match(/../g) ?? []).join(':');
}
