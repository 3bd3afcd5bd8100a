import fc from 'fast-check';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import type { Json } from '../../../src/model/json.ts';

export type Call = readonly [operation: string, ...args: Json[]];

const cards = ['eth0', 'eth1', 'eth2', 'eth3', 'eth4', 'eth5'];
const usual = [...cards, 'br0', 'br1', 'bond0', 'bond1', 'eth1.5', 'bond0.5', 'br0.5', 'tag'];
const odd = ['lo', 'nothing', 'a b', '__proto__'];

/** Mostly what is right, now and then what is not. */
function mostly<T>(likely: fc.Arbitrary<T>, unlikely: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: likely }, { weight: 1, arbitrary: unlikely });
}

const name = mostly(fc.constantFrom(...usual), fc.constantFrom(...odd));
const card = fc.constantFrom(...cards);
const bridge = mostly(fc.constantFrom('br0', 'br1'), name);
const bond = mostly(fc.constantFrom('bond0', 'bond1'), name);
const vlan = mostly(fc.constantFrom('eth1.5', 'bond0.5', 'br0.5', 'tag'), name);
const lists = fc.uniqueArray(fc.oneof({ weight: 2, arbitrary: card }, name), { maxLength: 3 });
const mac = mostly(
  fc.constantFrom('52:54:00:00:00:00', '52:54:00:00:00:07', '02:00:00:00:00:01'),
  fc.constantFrom('ff:ff:ff:ff:ff:ff', '52:54:00:00:00'),
);
const seconds = fc.constantFrom(0.5, 2, 15, 400);
const delay = mostly(fc.constantFrom(2, 4, 15, 30), fc.constantFrom(0, 31));
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** JSON has no undefined: members without a value are left out. */
function object(members: Record<string, fc.Arbitrary<Json | undefined>>): fc.Arbitrary<Json> {
  return fc.record(members).map((value) => JSON.parse(JSON.stringify(value)) as Json);
}

const mode = mostly(fc.constantFrom('active-backup', 'balance-rr', 'balance-alb', '802.3ad'), fc.constant('fastest'));

function call(operation: string, ...args: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Call> {
  return fc.tuple(...args).map((values) => [operation, ...values] as const);
}

/** Names to draw from, by what they usually are. */
export interface Names {
  readonly any: fc.Arbitrary<string>;
  readonly lists: fc.Arbitrary<string[]>;
  readonly bridge: fc.Arbitrary<string>;
  readonly bond: fc.Arbitrary<string>;
  readonly vlan: fc.Arbitrary<string>;
}

/** One call of any changing operation, likely and unlikely arguments mixed. */
export function changingCallOn({ any, lists, bridge, bond, vlan }: Names): fc.Arbitrary<Call> {
  const bridgeOptions = object({
    ports: optional(lists),
    stp: optional(fc.boolean()),
    forwardDelay: optional(delay),
    mac: optional(mac),
  });
  const bondOptions = object({ mode, members: optional(lists), miimon: optional(fc.constantFrom(0, 100)) });
  const id = mostly(fc.constantFrom(5, 6), fc.constant(4095));
  return fc.oneof(
    call('createBridge', bridge, bridgeOptions),
    call('deleteBridge', bridge),
    call('attachPort', bridge, any),
    call('detachPort', bridge, any),
    call('setStp', bridge, object({ enabled: fc.boolean(), forwardDelay: optional(delay) })),
    call('setMac', any, mac),
    call('announce', any),
    call('createBond', bond, bondOptions),
    call('deleteBond', bond),
    call('createVlan', any, id, object({ name: optional(vlan) })),
    call('deleteVlan', vlan),
    call('setUp', any, fc.boolean()),
    call('setMtu', any, mostly(fc.constantFrom(1400, 1500, 9000), fc.constantFrom(0, 67, 68, 65_536))),
  );
}

export const changingCall: fc.Arbitrary<Call> = changingCallOn({ any: name, lists, bridge, bond, vlan });

/** Looking and waiting, which may teach the world something but configure nothing. */
export const observingCall: fc.Arbitrary<Call> = fc.oneof(
  call('sleep', seconds),
  call('probe', fc.constantFrom('192.0.2.1', '192.0.2.10', '127.0.0.1', '198.51.100.7')),
  call('links'),
  call('fdb', name),
  call('bridge', name),
);

/** A world with something of everything, stacked. */
export const busyWorld: World = worldFromGiven([
  'interface eth0',
  'interface eth1',
  'interface eth2 without carrier',
  'interface eth3',
  'interface eth4',
  'interface eth5 mtu 9000',
  'bond bond0 with members [eth2, eth3]',
  'vlan bond0.5 on bond0 id 5',
  'vlan eth1.5 on eth1 id 5',
  'bridge br0 stp on',
  'bridge br0 forward delay 4',
  'bridge br0 with ports [eth0, eth5, bond0.5]',
  'vlan br0.5 on br0 id 5',
  'address 192.0.2.10/24 on br0',
  'address 2001:db8::10/64 on br0',
  'default route via 192.0.2.1 on br0',
  'host 192.0.2.1 behind eth0',
  'host 198.51.100.7 behind eth0',
  'fdb br0 has 52:54:00:aa:bb:cc on eth5',
  'fdb br0 has static 52:54:00:aa:bb:dd on bond0.5',
]);

/** The far side of the wires at work: two cards on one switch, a talking host, things to come. */
const switchedWorld: World = worldFromGiven([
  'interface eth0',
  'interface eth1',
  'interface eth2',
  'interface eth3',
  'switch sw0 with ports [eth0, eth1, eth2]',
  'switch sw1 with ports [eth3]',
  'bridge br0 with ports [eth0]',
  'address 192.0.2.10/24 on br0',
  'default route via 192.0.2.1 on br0',
  'host 192.0.2.1 behind sw0',
  'host 198.51.100.7 behind sw0',
  'host 192.0.2.1 asks 192.0.2.10 every 5s',
  'interface eth2 flaps after 20s for 3s',
]);

export const startWorlds = { development: defaultWorld(), busy: busyWorld, switched: switchedWorld } as const;

/** By name, so that a counterexample stays readable. */
export const startName: fc.Arbitrary<keyof typeof startWorlds> = fc.constantFrom('development', 'busy', 'switched');

export const anyCall: fc.Arbitrary<Call> = fc.oneof({ weight: 4, arbitrary: changingCall }, observingCall);
