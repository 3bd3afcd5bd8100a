import type { IpAddress } from '../../kernel/ip-address.ts';

/** As the kernel writes it: dotted decimal, or RFC 5952. */
export function ipText({ family, value }: IpAddress): string {
  if (family === 'inet') return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  const { hostname } = new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`);
  return hostname.slice(1, -1);
}
