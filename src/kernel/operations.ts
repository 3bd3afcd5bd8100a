import { z } from 'zod';
import { KernelError } from '../errors/kernel-error.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Json } from '../model/json.ts';
import {
  anyAddress,
  anyName,
  bondOptions,
  bridgeOptions,
  deviceName,
  flag,
  mtu,
  probeOptions,
  sleepSeconds,
  stationMac,
  stpOptions,
  vlanId,
  vlanOptions,
} from './arguments.ts';
import type { NetworkKernel } from './network.ts';

export interface OperationSpec {
  /** `observe` changes nothing; diagnostic genes are handed these alone. */
  readonly half: 'observe' | 'change';
  /** Names of the arguments, for messages; `?` after those that may be left out. */
  readonly names: readonly string[];
  /** Arguments come from hostile genes: this schema is the door. */
  readonly args: z.ZodType<readonly unknown[]>;
}

const nothing = z.tuple([]);
const oneName = z.tuple([anyName]);

/**
 * Every operation of the network kernel. Looking a link up takes any text, because "there is none of that name" is a true
 * answer for a name no link can have; changing one wants a name the kernel could take.
 */
export const operations = {
  links: { half: 'observe', names: [], args: nothing },
  link: { half: 'observe', names: ['name'], args: oneName },
  bridge: { half: 'observe', names: ['name'], args: oneName },
  bond: { half: 'observe', names: ['name'], args: oneName },
  vlan: { half: 'observe', names: ['name'], args: oneName },
  fdb: { half: 'observe', names: ['bridge'], args: oneName },
  neighbours: { half: 'observe', names: [], args: nothing },
  addresses: { half: 'observe', names: ['device'], args: oneName },
  probe: { half: 'observe', names: ['target', 'options?'], args: z.tuple([anyAddress, probeOptions.optional()]) },
  now: { half: 'observe', names: [], args: nothing },
  sleep: { half: 'observe', names: ['seconds'], args: z.tuple([sleepSeconds]) },
  createBridge: { half: 'change', names: ['name', 'options?'], args: z.tuple([deviceName, bridgeOptions.optional()]) },
  deleteBridge: { half: 'change', names: ['name'], args: z.tuple([deviceName]) },
  attachPort: { half: 'change', names: ['bridge', 'port'], args: z.tuple([deviceName, deviceName]) },
  detachPort: { half: 'change', names: ['bridge', 'port'], args: z.tuple([deviceName, deviceName]) },
  setStp: { half: 'change', names: ['bridge', 'options'], args: z.tuple([deviceName, stpOptions]) },
  setMac: { half: 'change', names: ['device', 'mac'], args: z.tuple([deviceName, stationMac]) },
  announce: { half: 'change', names: ['device', 'mac?'], args: z.tuple([deviceName, stationMac.optional()]) },
  createBond: { half: 'change', names: ['name', 'options'], args: z.tuple([deviceName, bondOptions]) },
  deleteBond: { half: 'change', names: ['name'], args: z.tuple([deviceName]) },
  createVlan: {
    half: 'change',
    names: ['parent', 'id', 'options?'],
    args: z.tuple([deviceName, vlanId, vlanOptions.optional()]),
  },
  deleteVlan: { half: 'change', names: ['name'], args: z.tuple([deviceName]) },
  setUp: { half: 'change', names: ['device', 'up'], args: z.tuple([deviceName, flag]) },
  setMtu: { half: 'change', names: ['device', 'mtu'], args: z.tuple([deviceName, mtu]) },
} satisfies Record<keyof NetworkKernel, OperationSpec>;

export type OperationName = keyof typeof operations;

/** The validated arguments of one operation. */
export type OperationArguments<Name extends OperationName> = z.output<(typeof operations)[Name]['args']>;

const names = Object.keys(operations) as OperationName[];

export const observingOperations: readonly OperationName[] = names.filter(
  (name) => operations[name].half === 'observe',
);
export const allOperations: readonly OperationName[] = names;

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

/**
 * Arguments as the operation takes them: addresses in lower case, absent options absent.
 * @throws KernelError EINVAL that names the argument, what was expected and what was given
 */
export function checkArguments<Name extends OperationName>(
  name: Name,
  args: readonly Json[],
): OperationArguments<Name> {
  const given = withoutTrailingNulls(args);
  if (isPlain(operations[name].args, given)) return given as OperationArguments<Name>;
  const parsed = operations[name].args.safeParse(given);
  if (parsed.success) return parsed.data as OperationArguments<Name>;
  throw new KernelError('EINVAL', name, faultText(name, given, parsed.error.issues[0]));
}

/** What genes do most is to look something up by its name: the schema would say the same. */
function isPlain(schema: z.ZodType, given: readonly Json[]): boolean {
  if (schema === oneName) return given.length === 1 && typeof given[0] === 'string';
  return schema === nothing && given.length === 0;
}

/** A gene's `undefined` arrives as null; no operation takes null. */
function withoutTrailingNulls(args: readonly Json[]): readonly Json[] {
  let length = args.length;
  while (length > 0 && args[length - 1] === null) length -= 1;
  return length === args.length ? args : args.slice(0, length);
}

function faultText(name: OperationName, args: readonly Json[], issue: z.core.$ZodIssue | undefined): string {
  const [index, ...rest] = issue?.path ?? [];
  if (typeof index !== 'number') {
    const takes = operations[name].names.join(', ') || 'none';
    return `${name}: wrong number of arguments: expected ${takes}; got ${args.length}`;
  }
  const argument = operations[name].names[index]?.replace('?', '') ?? `argument ${index + 1}`;
  const where = [argument, ...rest.map(String)].join('.');
  const got = rest.reduce<Json | undefined>(member, args[index]);
  return `${name}: ${where}: ${issue?.message ?? 'invalid'}; got ${excerpt(got)}`;
}

function member(value: Json | undefined, key: PropertyKey): Json | undefined {
  if (value === null || typeof value !== 'object' || typeof key === 'symbol') return undefined;
  return Object.hasOwn(value, key) ? (value as Record<PropertyKey, Json>)[key] : undefined;
}

const longestExcerpt = 80;

function excerpt(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = canonicalJson(value);
  return text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text;
}
