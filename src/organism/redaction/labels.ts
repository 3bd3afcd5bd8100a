import type { Json } from '../../model/json.ts';
import { relabelAddresses } from './relabel-addresses.ts';
import { macPattern, relabelMacs } from './relabel-macs.ts';
import { relabelNames } from './relabel-names.ts';

type Relabel = (text: string) => string | undefined;

/** What stands for what, the same throughout a case. `undefined` where a text is none of that kind. */
export interface Labels {
  readonly name: Relabel;
  readonly mac: Relabel;
  readonly address: Relabel;
  /** The text with everything known in it replaced. */
  readonly text: (text: string) => string;
}

/** Anything in a text that may be a MAC address, or an IP address with or without a prefix length. */
const macs = /(?<![0-9a-z])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![0-9a-z])/gi;
const ipv4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
const ipv6 = String.raw`(?=[0-9a-f]*:[0-9a-f]*:)[0-9a-f:]*(?:[0-9a-f]|::)(?:\.\d{1,3}){0,3}`;
const addresses = new RegExp(String.raw`(?<![0-9a-z])(?:${ipv4}|${ipv6})(?:/\d{1,3})?(?![0-9a-z])`, 'gi');

/**
 * @param names interface and switch names; MAC and IP addresses are found in the texts themselves
 * @param values everything that is to be replaced in
 */
export function labelsFor(names: ReadonlySet<string>, values: readonly Json[]): Labels {
  const texts = values.flatMap(stringsIn);
  const name = relabelNames(names);
  const mac = relabelMacs(texts.flatMap((text) => text.match(macs) ?? []).map((found) => found.toLowerCase()));
  const address = relabelAddresses(texts.flatMap((text) => [text, ...(text.match(addresses) ?? [])]));
  const known = nameSearch(names);
  const named = known === undefined ? (text: string): string => text : replacing(known, name, (text) => text);
  const text = replacing(addresses, address, replacing(macs, mac, named));
  return { name, mac: (found) => (macPattern.test(found) ? mac(found) : undefined), address, text };
}

/** What is labelled is not looked at again: a label may hold what is a name as well. */
function replacing(pattern: RegExp, label: Relabel, rest: (text: string) => string): (text: string) => string {
  return (text) => {
    let [done, from] = ['', 0];
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const stands = label(found);
      if (stands === undefined) continue;
      done += rest(text.slice(from, index)) + stands;
      from = index + found.length;
    }
    return done + rest(text.slice(from));
  };
}

/** Longest first, and whole: `eth1` is not in `eth10`, and is in `eth1.100`. */
function nameSearch(names: ReadonlySet<string>): RegExp | undefined {
  const all = [...names].filter((name) => name !== '').sort((a, b) => b.length - a.length);
  if (all.length === 0) return undefined;
  const escaped = all.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${escaped.join('|')})(?![\p{L}\p{N}])`, 'gu');
}

/** Every string of a value, keys of objects among them. */
function stringsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(stringsIn);
  return Object.entries(value).flatMap(([key, member]) => [key, ...stringsIn(member)]);
}
