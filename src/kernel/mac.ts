import type { MacAddress } from './network.ts';

export const zeroMac: MacAddress = '00:00:00:00:00:00';

const form = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** Lower case with colons; `undefined` when the text is no MAC address. */
export function normaliseMac(text: string): MacAddress | undefined {
  return form.test(text) ? text.toLowerCase() : undefined;
}

/** The group bit of the first octet (IEEE 802): broadcast is a group address too. */
export function isMulticastMac(mac: MacAddress): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/**
 * Says what is wrong with an address a device is to have, or `undefined`. The kernel answers EADDRNOTAVAIL for zero and
 * group addresses (`is_valid_ether_addr`, include/linux/etherdevice.h; seen on 6.18).
 */
export function stationMacFault(text: string): string | undefined {
  const mac = normaliseMac(text);
  if (mac === undefined) return 'it is not six two-digit hexadecimal octets with colons';
  if (mac === zeroMac) return 'the zero address names no station';
  if (isMulticastMac(mac)) return 'it is a group address';
  return undefined;
}
