import { z } from 'zod';
import { bondModes } from '../bond-modes.ts';
import { maxMtu } from '../ranges.ts';

/**
 * The door for snapshots from files (`NetworkSnapshot`): written by another host, perhaps by hand, perhaps with bad intent.
 * The mock takes MAC addresses only, so the address of a tunnel, which is none, becomes zero.
 */

const strict = z.strictObject;
const text = z.string().max(256);
const name = z.string().min(1).max(15);
const macPattern = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
const mac = z.string().regex(macPattern, 'expected a MAC address in lower case');
const anyMac = text.transform((value) => (macPattern.test(value) ? value : '00:00:00:00:00:00'));
const portState = z.enum(['disabled', 'blocking', 'listening', 'learning', 'forwarding']);

const common = {
  up: z.boolean(),
  operstate: z.enum(['up', 'down', 'lowerlayerdown', 'dormant', 'testing', 'notpresent', 'unknown']),
  carrier: z.boolean(),
  mac: anyMac,
  permanentMac: mac.nullable(),
  mtu: z.number().transform((value) => Math.min(Math.max(Math.round(value), 0), maxMtu + 1)),
  master: name.nullable(),
  portState: portState.nullable(),
};

const link = z.discriminatedUnion('kind', [
  strict({ kind: z.literal('loopback'), ...common }),
  strict({ kind: z.literal('ethernet'), ...common }),
  strict({ kind: z.literal('other'), ...common }),
  strict({
    kind: z.literal('bridge'),
    ...common,
    ports: z.array(name),
    stp: z.boolean(),
    forwardDelay: z.number().min(0),
    ageingTime: z.number().min(0),
    macSet: z.boolean(),
    mtuSet: z.boolean(),
  }),
  strict({
    kind: z.literal('bond'),
    ...common,
    mode: z.enum(bondModes),
    miimon: z.int().min(0),
    members: z.array(strict({ name, mac, mtu: z.int() })),
    activeMember: name.nullable(),
    macSet: z.boolean(),
  }),
  strict({ kind: z.literal('vlan'), ...common, parent: name, id: z.int(), macSet: z.boolean() }),
]);

const object = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** Lists of pairs, because a name may be `__proto__`. */
function table<Output>(value: z.ZodType<Output>): z.ZodType<[string, Output][]> {
  return object
    .transform((members): [string, unknown][] => Object.entries(members))
    .pipe(z.array(z.tuple([text, value])).max(4_096, 'expected at most 4,096 members'));
}

export const snapshotSchema = strict({
  version: z.literal(1),
  links: table(link),
  fdb: table(table(strict({ port: name, origin: z.enum(['permanent', 'static', 'learned']) }))),
  addresses: table(z.array(text)),
  routes: table(strict({ destination: text, via: text.nullable(), device: name })),
  neighbours: table(strict({ address: text, device: name, mac: mac.nullable() })),
});

export type ReadSnapshot = z.output<typeof snapshotSchema>;
export type ReadLink = ReadSnapshot['links'][number][1];
