import { isLoopbackIp, maxPrefixLength, parseIp } from '../../kernel/ip-address.ts';
import { ipText } from './ip-text.ts';

type Family = 'inet' | 'inet6';

/** Bits that are chosen anew as one; what stands behind them keeps its structure. */
const headBits = { inet: 8n, inet6: 16n } as const;

/** What says nothing about a host, beside loopback addresses: unspecified and limited broadcast. */
const plain = new Set(['0.0.0.0', '255.255.255.255', '::']);

/**
 * IP addresses, and networks in CIDR form, that stand for others: two of them share as many leading bits as the two they
 * stand for, behind the first 8 (16 for IPv6), and none is one of the originals. Which bits they are follows from how the
 * addresses branch, not from what they were: nothing is left to guess from.
 * @param texts addresses and networks; anything else is passed over
 */
export function relabelAddresses(texts: Iterable<string>): (text: string) => string | undefined {
  const known: Record<Family, Set<bigint>> = { inet: new Set(), inet6: new Set() };
  for (const text of texts) {
    const [address, length] = parts(text);
    if (address === undefined) continue;
    known[address.family].add(address.value);
    if (length === undefined) continue;
    // The first and the last address of a network mean something else than its hosts: they keep their places.
    const host = (1n << BigInt(maxPrefixLength(address.family) - length)) - 1n;
    known[address.family].add(address.value & ~host).add(address.value | host);
  }
  const labels = { inet: labelsOf('inet', [...known.inet]), inet6: labelsOf('inet6', [...known.inet6]) };
  return (text) => {
    const [address, length] = parts(text);
    if (address === undefined) return undefined;
    if (plain.has(text) || isLoopbackIp(address)) return text;
    const short = length !== undefined && BigInt(length) < headBits[address.family];
    const label = labels[address.family].get(address.value);
    if (label === undefined || short) return short ? text : undefined;
    return `${ipText({ family: address.family, value: label })}${length === undefined ? '' : `/${length}`}`;
  };
}

function parts(text: string): readonly [ReturnType<typeof parseIp>, number | undefined] {
  const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const parsed = parseIp(address);
  if (length === undefined || parsed === undefined) return [parsed, undefined];
  return Number(length) <= maxPrefixLength(parsed.family) ? [parsed, Number(length)] : [undefined, undefined];
}

function labelsOf(family: Family, values: readonly bigint[]): ReadonlyMap<bigint, bigint> {
  const tail = BigInt(maxPrefixLength(family)) - headBits[family];
  const heads = [...new Set(values.map((value) => value >> tail))].sort(ascending);
  const free = freeHeads(family, new Set(heads));
  return new Map(
    heads.flatMap((head) => {
      const under = values.filter((value) => value >> tail === head);
      const label = free(head);
      return branch(under, tail - 1n, label).map(([from, to]) => [from, to] as const);
    }),
  );
}

/** Where addresses part, the lower goes left; where they don't, the bit is 0. */
function branch(values: readonly bigint[], bit: bigint, prefix: bigint): readonly (readonly [bigint, bigint])[] {
  if (bit < 0n) return values.map((value) => [value, prefix]);
  const low = values.filter((value) => ((value >> bit) & 1n) === 0n);
  const high = values.filter((value) => ((value >> bit) & 1n) === 1n);
  if (low.length === 0 || high.length === 0) return branch(values, bit - 1n, prefix << 1n);
  return [...branch(low, bit - 1n, prefix << 1n), ...branch(high, bit - 1n, (prefix << 1n) | 1n)];
}

/** Heads that no original has: for IPv4 of 1 to 223 but those with meanings of their own, link-local stays link-local. */
function freeHeads(family: Family, used: ReadonlySet<bigint>): (head: bigint) => bigint {
  let next = family === 'inet' ? 9n : 0x3ffen;
  const last = family === 'inet' ? 223n : 0xdfffn;
  return (head) => {
    if (family === 'inet6' && head >> 6n === 0xfe80n >> 6n) return used.has(0xfebfn) ? 0xfeben : 0xfebfn;
    do next = next >= last ? 1n : next + 1n;
    while (used.has(next) || (family === 'inet' && (next === 127n || next === 169n)));
    return next;
  };
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
