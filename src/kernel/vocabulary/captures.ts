import { kernelErrorCodes } from '../../errors/kernel-error.ts';
import { bondModes } from '../bond-modes.ts';
import { maxPrefixLength, parseIp } from '../ip-address.ts';
import { normaliseMac, stationMacFault } from '../mac.ts';
import { deviceNameFault } from '../names.ts';
import type { BondMode, PortState } from '../network.ts';
import { maxForwardDelay, maxMiimon, maxMtu, maxSleep, maxVlanId, minVlanId } from '../ranges.ts';
import type { Token } from './words.ts';

/** What a placeholder of a line takes. */
export interface Capture<Name extends string = string, Value = unknown> {
  readonly name: Name;
  /** As shown to people: `<device>`. */
  readonly label: string;
  /** In words, for `expected`. */
  readonly expected: string;
  /** Words that could stand here, for "did you mean". */
  readonly words: readonly string[];
  readonly read: (token: Token) => Read<Value>;
}

export type Read<Value> = { readonly value: Value } | { readonly fault: string };

export function device<Name extends string>(name: Name): Capture<Name, string> {
  return { name, label: `<${name}>`, expected: 'the name of a device', words: [], read: readDevice };
}

function readDevice({ text, items }: Token): Read<string> {
  if (items !== undefined) return { fault: 'a list stands where one name is expected' };
  const fault = deviceNameFault(text);
  return fault === undefined ? { value: text } : { fault };
}

export function devices<Name extends string>(name: Name): Capture<Name, readonly string[]> {
  return {
    name,
    label: `[<${name}>]`,
    expected: 'a list of devices in brackets, such as [eth0, eth1]',
    words: [],
    read: readDevices,
  };
}

function readDevices({ items }: Token): Read<readonly string[]> {
  if (items === undefined) return { fault: 'no list in brackets stands here' };
  const names = items.map(({ text }) => text);
  const fault = names.map(deviceNameFault).find((text) => text !== undefined);
  if (fault !== undefined) return { fault };
  const twice = names.find((text, index) => names.indexOf(text) !== index);
  return twice === undefined ? { value: names } : { fault: `"${twice}" stands twice in the list` };
}

export function mac<Name extends string>(name: Name): Capture<Name, string> {
  const expected = 'the MAC address of one station, such as 52:54:00:00:00:01';
  const read = ({ text }: Token): Read<string> => {
    const fault = stationMacFault(text);
    return fault === undefined ? { value: normaliseMac(text) ?? text } : { fault };
  };
  return { name, label: `<${name}>`, expected, words: [], read };
}

export function ip<Name extends string>(name: Name): Capture<Name, string> {
  const expected = 'an IP address, such as 192.0.2.1';
  const read = ({ text }: Token): Read<string> =>
    parseIp(text) === undefined ? { fault: 'it is no IPv4 or IPv6 address' } : { value: text };
  return { name, label: `<${name}>`, expected, words: [], read };
}

export interface Network {
  readonly address: string;
  readonly prefixLength: number;
  readonly family: 'inet' | 'inet6';
}

export function network<Name extends string>(name: Name): Capture<Name, Network> {
  const expected = 'an address with its prefix length, such as 192.0.2.10/24';
  return { name, label: `<${name}>`, expected, words: [], read: ({ text }) => readNetwork(text) };
}

function readNetwork(text: string): Read<Network> {
  const [address = '', length = '', ...rest] = text.split('/');
  const parsed = parseIp(address);
  if (parsed === undefined || rest.length > 0) return { fault: 'it is no IPv4 or IPv6 address with a prefix length' };
  const prefixLength = /^\d{1,3}$/.test(length) ? Number(length) : Infinity;
  const most = maxPrefixLength(parsed.family);
  if (prefixLength > most) return { fault: `the prefix length is no number from 0 to ${most}` };
  return { value: { address, prefixLength, family: parsed.family } };
}

function integer<Name extends string>(name: Name, what: string, from: number, to: number): Capture<Name, number> {
  const expected = `${what}, a whole number from ${from} to ${to}`;
  const read = ({ text }: Token): Read<number> => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    return value >= from && value <= to ? { value } : { fault: `it is no whole number from ${from} to ${to}` };
  };
  return { name, label: `<${name}>`, expected, words: [], read };
}

export const vlanId = integer('id', 'a VLAN id', minVlanId, maxVlanId);
export const mtu = integer('mtu', 'an MTU', 0, maxMtu + 1);
export const delay = integer('delay', 'a delay in seconds', 0, maxForwardDelay);
export const operationNumber = integer('number', 'the number of an operation', 1, 1_000_000);
export const count = integer('count', 'a number', 0, 1_000_000);
export const miimon = integer('interval', 'an interval in milliseconds', 0, maxMiimon);

/** A time as contracts write it: `5s`. */
export function seconds<Name extends string>(name: Name): Capture<Name, number> {
  const expected = `a time in seconds, such as 5s, at most ${maxSleep}s`;
  const read = ({ text }: Token): Read<number> => {
    const value = /^\d{1,4}(\.\d{1,3})?s$/.test(text) ? Number(text.slice(0, -1)) : NaN;
    return value <= maxSleep ? { value } : { fault: 'it is no time in seconds such as 5s' };
  };
  return { name, label: `<${name}>`, expected, words: [], read };
}

function oneOf<Name extends string, Value extends string>(name: Name, values: readonly Value[]): Capture<Name, Value> {
  const read = ({ text }: Token): Read<Value> => {
    const value = values.find((candidate) => candidate === text);
    return value === undefined ? { fault: `it is none of ${values.join(', ')}` } : { value };
  };
  return {
    name,
    label: values.length > 3 ? `<${name}>` : values.join('|'),
    expected: values.join(' or '),
    words: values,
    read,
  };
}

export const bondMode: Capture<'mode', BondMode> = oneOf('mode', bondModes);
export const onOff = oneOf('state', ['on', 'off']);
export const upDown = oneOf('state', ['up', 'down']);
export const portState: Capture<'state', PortState> = oneOf('state', [
  'disabled',
  'blocking',
  'listening',
  'learning',
  'forwarding',
]);
export const neighbourState = oneOf('state', ['reachable', 'stale', 'delay', 'probe', 'permanent', 'noarp']);
export const errorCode = oneOf('code', kernelErrorCodes);
export const linkKind = oneOf('kind', ['interface', 'bridge', 'bond', 'vlan']);
