import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BusReply } from '../../src/kernel/networkmanager/bus-error.ts';
import {
  activationsIn,
  check,
  checkpointsIn,
  devicesIn,
  managedObjects,
  profilesIn,
  readProfile,
  settingsReply,
} from '../../src/kernel/networkmanager/manager-state.ts';
import { holdsSecrets, sameSettings } from '../../src/kernel/networkmanager/settings.ts';
import { jsonToValue, valueToJson, Variant } from '../../src/kernel/networkmanager/variant.ts';
import { budget, timeLimit } from './budget.ts';
import { met } from './law.ts';
import { hostileValue } from './mutations.ts';

const prefix = 'org.freedesktop.NetworkManager';
const v = (signature: string, value: unknown): Variant => new Variant(signature, value);

/** As NetworkManager 1.42 answers `GetManagedObjects`, as far as sg reads it. */
const objects = {
  '/org/freedesktop/NetworkManager/Devices/2': {
    [`${prefix}.Device`]: {
      Interface: v('s', 'eth0'),
      DeviceType: v('u', 1),
      State: v('u', 100),
      ActiveConnection: v('o', '/org/freedesktop/NetworkManager/ActiveConnection/1'),
    },
  },
  '/org/freedesktop/NetworkManager/ActiveConnection/1': {
    [`${prefix}.Connection.Active`]: {
      Uuid: v('s', '7f1c1d62-5c1f-4b1c-9d55-3a3f5f0d6a2b'),
      State: v('u', 2),
      StateFlags: v('u', 12),
      Devices: v('ao', ['/org/freedesktop/NetworkManager/Devices/2']),
    },
  },
  '/org/freedesktop/NetworkManager/Checkpoint/1': {
    [`${prefix}.Checkpoint`]: { Created: v('x', 123_456n), RollbackTimeout: v('u', 60) },
  },
  '/org/freedesktop/NetworkManager/Settings/3': {
    [`${prefix}.Settings.Connection`]: { Unsaved: v('b', false), Flags: v('u', 0) },
  },
};
const settings = {
  connection: {
    id: v('s', 'eth0'),
    uuid: v('s', 'u'),
    type: v('s', '802-3-ethernet'),
    'interface-name': v('s', 'eth0'),
  },
  ipv4: { method: v('s', 'auto'), 'address-data': v('aa{sv}', [{ address: v('s', '192.0.2.1') }]) },
  '802-3-ethernet': { 'mac-address': v('ay', Buffer.from([82, 84, 0, 0, 0, 1])) },
};

/** Values as the library hands them out: variants, bytes, 64-bit integers, and everything JSON has. */
const busValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    hostileValue,
    fc.constantFrom<unknown>(0n, -(2n ** 63n), Buffer.alloc(0), Buffer.from([0, 255]), undefined, Number.NaN, Infinity),
    fc.tuple(fc.constantFrom('s', 'u', 'b', 'a{sv}', 'ay', 'v', '', 'zz'), tie('value')).map(([s, x]) => v(s, x)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', '__proto__', 'constructor', '$v', '$b', '$o', '$i'), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value;

const change = fc.record({ at: fc.nat(), with: busValue, how: fc.constantFrom('value', 'variant', 'part', 'drop') });

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** One answer with a property of another type, without one, or with something else in place of a whole interface. */
function changed(table: object, { at, with: value, how }: Change): unknown {
  const paths: string[][] = [];
  const walk = (node: unknown, way: string[]): void => {
    paths.push(way);
    if (node !== null && typeof node === 'object' && !(node instanceof Variant))
      for (const [key, inner] of Object.entries(node)) walk(inner, [...way, key]);
  };
  walk(table, []);
  const way = paths[at % paths.length] ?? [];
  const replace = (node: unknown, [key, ...rest]: string[]): unknown => {
    if (key === undefined) {
      if (how === 'variant') return v('s', value);
      return how === 'value' && node instanceof Variant ? v(node.signature, value) : value;
    }
    const copy = { ...(node as Record<string, unknown>) };
    if (how === 'drop' && rest.length === 0) Reflect.deleteProperty(copy, key);
    else copy[key] = replace(copy[key], rest);
    return copy;
  };
  return replace(table, way);
}

const place = { path: '/x', unsaved: false, external: false };

describe('what comes over D-Bus is a value or a refusal:', () => {
  it(
    'objects with properties of any type',
    () =>
      fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 2 }), async (changes) => {
          const reply = changes.reduce<unknown>((value, one) => changed(value ?? {}, one), objects);
          for (const read of [devicesIn, activationsIn, checkpointsIn, profilesIn]) {
            const found = await met<readonly object[]>(() => read(check(managedObjects, reply)));
            if ('code' in found) expect(found.code).toBe('EUNAVAILABLE');
            else expect(JSON.stringify(found.value)).toBeTypeOf('string');
          }
        }),
        budget(300),
      ),
    timeLimit(),
  );

  it(
    'settings, which are compared and kept as JSON without a change',
    () =>
      fc.assert(
        fc.asyncProperty(change, async (one) => {
          const reply = changed(settings, one);
          const found = await met(() => readProfile(place, check(settingsReply, reply)));
          if ('code' in found) {
            expect(found.code).toBe('EUNAVAILABLE');
            return;
          }
          const { settings: read } = found.value;
          holdsSecrets(read);
          expect(sameSettings(read, read)).toBe(true);
        }),
        budget(300),
      ),
    timeLimit(),
  );

  it(
    'any value, as JSON in the journal and back',
    () => {
      fc.assert(
        fc.property(busValue, (value) => {
          const json = JSON.parse(JSON.stringify(valueToJson(value === undefined ? null : value))) as ReturnType<
            typeof valueToJson
          >;
          expect(valueToJson(jsonToValue(json))).toEqual(json);
        }),
        budget(300),
      );
    },
    timeLimit(),
  );

  it('errors of any shape', () => {
    fc.assert(
      fc.property(busValue, (value) => {
        expect(BusReply.from(value)).toBeInstanceOf(Error);
        expect(BusReply.from(Object.assign(new Error('x'), { type: 'org.x.Error', text: value }))).toBeInstanceOf(
          Error,
        );
      }),
      budget(200),
    );
  });
});
