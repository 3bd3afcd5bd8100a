import { isIP } from 'node:net';

/** An IPv4 or IPv6 address as a number, so that prefixes can be compared. */
export interface IpAddress {
  readonly family: 'inet' | 'inet6';
  readonly value: bigint;
}

const bits = { inet: 32, inet6: 128 } as const;

/** `undefined` when the text is no address. Zone ids (`fe80::1%eth0`) are not addresses here. */
export function parseIp(text: string): IpAddress | undefined {
  if (text.includes('%')) return undefined;
  const version = isIP(text);
  if (version === 0) return undefined;
  return version === 4 ? { family: 'inet', value: ipv4Value(text) } : { family: 'inet6', value: ipv6Value(text) };
}

export function maxPrefixLength(family: IpAddress['family']): number {
  return bits[family];
}

/** Whether both are of one family and share the first `prefixLength` bits. */
export function inPrefix(address: IpAddress, network: IpAddress, prefixLength: number): boolean {
  if (address.family !== network.family) return false;
  const shift = BigInt(bits[address.family] - prefixLength);
  return address.value >> shift === network.value >> shift;
}

/** 127.0.0.0/8 and ::1. */
export function isLoopbackIp(address: IpAddress): boolean {
  return address.family === 'inet' ? address.value >> 24n === 127n : address.value === 1n;
}

function ipv4Value(text: string): bigint {
  return text.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function ipv6Value(text: string): bigint {
  const [head = '', tail] = embeddedIpv4AsGroups(text).split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const gap = Array.from({ length: 8 - left.length - right.length }, () => 0n);
  return [...left, ...gap, ...right].reduce((value, group) => (value << 16n) | group, 0n);
}

function groups(text: string): bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}

/** `::ffff:192.0.2.1` with its last four octets as two groups. */
function embeddedIpv4AsGroups(text: string): string {
  const at = text.lastIndexOf(':');
  const last = text.slice(at + 1);
  if (!last.includes('.')) return text;
  const value = ipv4Value(last);
  return `${text.slice(0, at + 1)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

export function sameIp(a: IpAddress, b: IpAddress): boolean {
  return a.family === b.family && a.value === b.value;
}
