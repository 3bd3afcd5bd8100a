import { kernelErrorCodes } from '../../src/errors/kernel-error.ts';
import { noFaults, usualError, type FaultEffect, type FaultPlan } from '../../src/kernel/mock/fault-plan.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Random } from './random.ts';

/** One run of a soak, and what goes wrong in it. */
export interface SoakTask {
  readonly target: string;
  readonly input: JsonObject;
  readonly faults: FaultPlan;
  readonly wait: boolean;
  /** The disk takes nothing more from this write on: lines of the ledger and worlds count together. */
  readonly diskFullAt: number | undefined;
}

const present = ['eth1', 'eth2', 'eth3'];
/** With one that is not there. */
const cards = [...present, ...present, ...present, 'eth9'];
const bridges = ['br0', 'br1', 'br2'];

const inputs: Readonly<Record<string, (random: Random) => JsonObject>> = {
  bridge_create: (random) => ({ bridge_name: random.pick(bridges), interfaces: some(random, present) }),
  link_up: (random) => ({ device: random.pick([...cards, ...bridges, 'bond0', 'eth0']) }),
  vlan_create: (random) => ({ parent: random.pick([...cards, 'bond0']), vlan_id: random.pick([1, 100, 4094, 4095]) }),
  bond_create: (random) => ({ bond_name: 'bond0', members: [random.pick(cards), ...some(random, present)] }),
  bridge_uplink: (random) => ({ bridge_name: random.pick(bridges), uplink: random.pick([...cards, 'eth1.100']) }),
  mac_preserve: (random) => ({ device: random.pick(bridges), source: random.pick(cards) }),
  check_link_state: (random) => ({ device: random.pick([...cards, ...bridges]) }),
  provision_management_bridge: (random) => ({
    bridge_name: random.pick(bridges),
    interfaces: [random.pick(cards), ...some(random, present)],
  }),
  ensure_bridge: (random) => ({ name: random.pick(bridges), uplink: random.pick(cards) }),
  provision_bond: (random) => ({ bond_name: 'bond0', members: [random.pick(cards)] }),
};

/** Genes three times as often as pathways, which take several times as long. */
const targets = Object.keys(inputs).flatMap((name) =>
  name.startsWith('provision') || name.startsWith('ensure') ? [name] : [name, name, name],
);

export function soakTask(random: Random): SoakTask {
  const target = random.pick(targets);
  return {
    target,
    input: inputs[target]?.(random) ?? {},
    faults: random.chance(0.4) ? faultPlan(random) : noFaults,
    wait: random.chance(0.8),
    diskFullAt: random.chance(0.04) ? 1 + random.below(8) : undefined,
  };
}

function some(random: Random, values: readonly string[]): string[] {
  return values.filter(() => random.chance(0.25));
}

function faultPlan(random: Random): FaultPlan {
  const faults = Array.from({ length: 1 + random.below(3) }, () => ({
    at: 1 + random.below(12),
    does: effect(random),
  }));
  return { version: 1, faults };
}

function effect(random: Random): FaultEffect {
  const device = random.pick(cards);
  return random.pick<() => FaultEffect>([
    () => usualError(random.pick(kernelErrorCodes)),
    () => usualError(random.pick(kernelErrorCodes)),
    () => ({ kind: 'vanish', device }),
    () => ({ kind: 'slow', seconds: random.below(40) }),
    () => ({ kind: 'dead', code: 'EUNAVAILABLE', seconds: 1, reach: random.pick(['port', 'kernel'] as const) }),
    () => ({ kind: 'carrier', device, present: random.chance(0.5) }),
    () => ({ kind: 'flap', device, seconds: 3, times: 2 }),
    () => ({ kind: 'reboot' }),
  ])();
}

/** What comes from outside: no rollback brings it back. */
export function fromOutside({ faults }: FaultPlan): boolean {
  return faults.some(({ does }) => ['vanish', 'carrier', 'flap', 'reboot'].includes(does.kind));
}
