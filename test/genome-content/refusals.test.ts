import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declaredRefusals } from '../../src/contract/refusals.ts';
import { inputValidator } from '../../src/contract/validators.ts';
import { KernelError } from '../../src/errors/kernel-error.ts';
import type { KernelPort } from '../../src/kernel/kernel.ts';
import { worldFromGiven } from '../../src/kernel/vocabulary.ts';
import { configurationDifferences } from '../../src/kernel/world-difference.ts';
import { snapshotOf } from '../../src/kernel/mock/snapshot.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { expressedGenes, networkGenome } from '../helpers/network-genome.ts';
import { runGene } from '../helpers/run-gene.ts';

interface Case {
  readonly locus: string;
  readonly refusal: string;
  readonly given: readonly string[];
  readonly takes: JsonObject;
  /** An interface or bridge the host is protected by. */
  readonly protects?: string;
}

const cards = ['interface eth1', 'interface eth2'];

/** Those that no example of the contracts has room for. */
const cases: readonly Case[] = [
  {
    locus: 'bridge_create',
    refusal: 'interface already belongs to a bridge or bond',
    given: [...cards, 'bridge br1 with ports [eth1]'],
    takes: { bridge_name: 'br0', interfaces: ['eth2', 'eth1'] },
  },
  {
    locus: 'bridge_create',
    refusal: 'interface already belongs to a bridge or bond',
    given: cards,
    takes: { bridge_name: 'br0', interfaces: ['eth1', 'eth1'] },
  },
  {
    locus: 'bridge_create',
    refusal: 'interface cannot be a bridge port',
    given: [...cards, 'bridge br1'],
    takes: { bridge_name: 'br0', interfaces: ['eth1', 'br1'] },
  },
  {
    locus: 'bridge_create',
    refusal: 'bridge name is not a valid interface name',
    given: cards,
    takes: { bridge_name: 'a-name-that-is-too-long', interfaces: ['eth1'] },
  },
  {
    locus: 'bridge_create',
    refusal: 'interface is protected',
    given: [...cards, 'interface eth2 is down'],
    takes: { bridge_name: 'br0', interfaces: ['eth2', 'eth1'] },
    protects: 'eth1',
  },
  { locus: 'bridge_uplink', refusal: 'bridge not found', given: cards, takes: { bridge_name: 'br0', uplink: 'eth1' } },
  {
    locus: 'bridge_uplink',
    refusal: 'uplink not found',
    given: ['bridge br0'],
    takes: { bridge_name: 'br0', uplink: 'eth1' },
  },
  {
    locus: 'bridge_uplink',
    refusal: 'replaced port is not a port of the bridge',
    given: [...cards, 'bridge br0 with ports [eth1]'],
    takes: { bridge_name: 'br0', uplink: 'eth2', replaces: 'eth3' },
  },
  {
    locus: 'bridge_uplink',
    refusal: 'new uplink has no carrier',
    given: [...cards, 'interface eth2 without carrier', 'interface eth2 is down', 'bridge br0 with ports [eth1]'],
    takes: { bridge_name: 'br0', uplink: 'eth2', replaces: 'eth1' },
  },
  {
    locus: 'bridge_uplink',
    refusal: 'uplink cannot be a bridge port',
    given: [...cards, 'bridge br0 with ports [eth1]', 'bridge br1'],
    takes: { bridge_name: 'br0', uplink: 'br1' },
  },
  {
    locus: 'bridge_uplink',
    refusal: 'uplink is protected',
    given: [...cards, 'interface eth2 is down', 'bridge br0 with ports [eth1]'],
    takes: { bridge_name: 'br0', uplink: 'eth2', replaces: 'eth1' },
    protects: 'eth2',
  },
  {
    locus: 'bridge_uplink',
    refusal: 'bridge is protected',
    given: [...cards, 'bridge br0 with ports [eth1]'],
    takes: { bridge_name: 'br0', uplink: 'eth2', replaces: 'eth1' },
    protects: 'br0',
  },
  {
    locus: 'mac_preserve',
    refusal: 'source not found',
    given: ['bridge br0'],
    takes: { device: 'br0', source: 'eth1' },
  },
  {
    locus: 'mac_preserve',
    refusal: 'mac is not a unicast address',
    given: ['bridge br0'],
    takes: { device: 'br0', mac: '52-54-00-12-34-56' },
  },
  {
    locus: 'mac_preserve',
    refusal: 'device is protected',
    given: cards,
    takes: { device: 'eth1', source: 'eth2' },
    protects: 'eth1',
  },
  {
    locus: 'bond_create',
    refusal: 'member not found',
    given: cards,
    takes: { bond_name: 'bond0', members: ['eth1', 'eth9'] },
  },
  {
    locus: 'bond_create',
    refusal: 'member already belongs to a bridge or bond',
    given: cards,
    takes: { bond_name: 'bond0', members: ['eth1', 'eth1'] },
  },
  {
    locus: 'bond_create',
    refusal: 'interface cannot be a bond member',
    given: [...cards, 'bond bond1'],
    takes: { bond_name: 'bond0', members: ['eth1', 'bond1'] },
  },
  {
    locus: 'bond_create',
    refusal: 'monitoring interval is negative',
    given: cards,
    takes: { bond_name: 'bond0', members: ['eth1'], miimon: -1 },
  },
  {
    locus: 'bond_create',
    refusal: 'bond name is not a valid interface name',
    given: cards,
    takes: { bond_name: 'bond 0', members: ['eth1'] },
  },
  {
    locus: 'bond_create',
    refusal: 'member is protected',
    given: cards,
    takes: { bond_name: 'bond0', members: ['eth1', 'eth2'] },
    protects: 'eth2',
  },
  { locus: 'vlan_create', refusal: 'parent not found', given: cards, takes: { parent: 'bond0', vlan_id: 1 } },
  { locus: 'vlan_create', refusal: 'parent cannot carry VLANs', given: cards, takes: { parent: 'lo', vlan_id: 1 } },
  {
    locus: 'vlan_create',
    refusal: 'vlan name is not a valid interface name',
    given: ['interface a-long-nic-name'],
    takes: { parent: 'a-long-nic-name', vlan_id: 100 },
  },
  {
    locus: 'vlan_create',
    refusal: 'vlan already exists',
    given: cards,
    takes: { parent: 'eth1', vlan_id: 1, vlan_name: 'eth2' },
  },
  {
    locus: 'vlan_create',
    refusal: 'parent is protected',
    given: cards,
    takes: { parent: 'eth1', vlan_id: 1 },
    protects: 'eth1',
  },
];

const content = await networkGenome();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

describe('refusals', () => {
  it.each(cases)('$locus: $refusal ($takes)', async ({ locus, refusal, given, takes, protects }) => {
    const contract = content.contracts.genes.get(locus)!;
    const input = inputValidator(contract).validate(takes);
    if (!input.ok) throw new Error(JSON.stringify(input.issues));
    const question = { contract, input: input.value, world: worldFromGiven(given), through: protector(protects) };
    for (const gene of await expressedGenes(content, locus)) {
      const { result, before, after } = await runGene(gene, question, sandbox);
      expect(result, gene.file).toMatchObject({ ok: true, output: { success: false, refusal } });
      expect(configurationDifferences(snapshotOf(before), snapshotOf(after)), gene.file).toEqual([]);
    }
  });

  it('are all tried, here or in the contracts’ examples', () => {
    for (const [locus, contract] of content.contracts.genes) {
      const here = cases.filter((one) => one.locus === locus).map(({ refusal }) => refusal);
      const there = contract.examples.flatMap(({ gives }) => gives.filter(({ name }) => name.text === 'refusal'));
      const tried = new Set([...here, ...there.map(({ value }) => (value.kind === 'string' ? value.value : ''))]);
      expect(
        declaredRefusals(contract).filter((refusal) => !tried.has(refusal)),
        locus,
      ).toEqual([]);
    }
  });
});

/** Refuses operations that would take a protected device as port or member, or set its address, as hosts do. */
function protector(device: string | undefined): (port: KernelPort) => KernelPort {
  return (port) => ({
    operations: port.operations,
    log: port.log,
    call: async (operation, args) => {
      if (device !== undefined && takesUp(operation, args).includes(device)) {
        throw new KernelError('EPERM', operation, `Operation not permitted: "${device}" is protected`);
      }
      return port.call(operation, args);
    },
  });
}

function takesUp(operation: string, [first, second]: readonly Json[]): readonly (Json | undefined)[] {
  switch (operation) {
    case 'attachPort':
      return [second];
    case 'setMac':
    case 'createVlan':
      return [first];
    case 'createBridge':
      return ((second as JsonObject)['ports'] ?? []) as readonly Json[];
    case 'createBond':
      return ((second as JsonObject)['members'] ?? []) as readonly Json[];
    default:
      return [];
  }
}
