import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputValidator, outputValidator } from '../../src/contract/validators.ts';
import type { KernelPort } from '../../src/kernel/kernel.ts';
import { worldFromGiven } from '../../src/kernel/vocabulary.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { expressedGenes, networkGenome } from '../helpers/network-genome.ts';
import { runGene } from '../helpers/run-gene.ts';

const content = await networkGenome();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

const bridge = ['interface eth1', 'interface eth2', 'bridge br0 with ports [eth1, eth2]'];

/** What every expressed allele of a diagnostic answers, when the kernel's answers go through `edit`. */
async function answers(locus: string, takes: JsonObject, given: readonly string[], edit: Edit): Promise<JsonObject[]> {
  const contract = content.contracts.genes.get(locus)!;
  const input = inputValidator(contract).validate(takes);
  if (!input.ok) throw new Error(JSON.stringify(input.issues));
  const genes = await expressedGenes(content, locus);
  return Promise.all(
    genes.map(async (gene) => {
      const question = { contract, input: input.value, world: worldFromGiven(given), through: edited(edit) };
      const { result } = await runGene(gene, question, sandbox);
      const output = outputValidator(contract).validate(result.ok ? result.output : null);
      if (!output.ok) throw new Error(`${gene.file}: ${JSON.stringify(result)}`);
      return output.value;
    }),
  );
}

/** Changes the answer to the `count`-th call of an operation. */
type Edit = (operation: string, answer: Json, count: number) => Json;

function edited(edit: Edit): (port: KernelPort) => KernelPort {
  const counts = new Map<string, number>();
  return (port) => ({
    operations: port.operations,
    log: port.log,
    call: async (operation, args) => {
      const count = (counts.get(operation) ?? 0) + 1;
      counts.set(operation, count);
      return edit(operation, await port.call(operation, args), count);
    },
  });
}

function entry(port: string, vlan: number | null = null, origin = 'learned'): JsonObject {
  return { mac: '52:54:00:aa:bb:cc', port, vlan, origin, age: origin === 'learned' ? 1 : null };
}

describe('check_fdb_stability', () => {
  const ask = (looks: readonly (readonly JsonObject[])[]): Promise<JsonObject[]> => {
    const edit: Edit = (operation, answer, count) => (operation === 'fdb' ? (looks[count - 1] ?? answer) : answer);
    return answers('check_fdb_stability', { bridge_name: 'br0', samples: looks.length }, bridge, edit);
  };

  it('finds an address that wanders between ports', async () => {
    for (const output of await ask([[entry('eth1')], [entry('eth2')], [entry('eth1')]])) {
      expect(output).toMatchObject({
        healthy: false,
        entries: 1,
        flapping: [{ mac: '52:54:00:aa:bb:cc', ports: ['eth1', 'eth2'] }],
        findings: [{ subject: '52:54:00:aa:bb:cc' }],
      });
    }
  });

  it('names the VLAN, and takes the same address in two VLANs for two', async () => {
    for (const output of await ask([[entry('eth1', 7)], [entry('eth2', 7)]])) {
      expect(output).toMatchObject({ flapping: [{ vlan: 7, ports: ['eth1', 'eth2'] }] });
    }
    for (const output of await ask([[entry('eth1', 7), entry('eth2', 8)]])) {
      expect(output).toMatchObject({ healthy: true, entries: 2 });
    }
  });

  it('lets entries come and go, and entries nobody learned stand on several ports', async () => {
    for (const output of await ask([[], [entry('eth1')], [], [entry('eth1')]])) {
      expect(output).toMatchObject({ healthy: true, entries: 1 });
    }
    for (const output of await ask([[entry('eth1', null, 'permanent'), entry('eth2', null, 'permanent')]])) {
      expect(output).toMatchObject({ healthy: true, entries: 0 });
    }
  });
});

describe('check_mac_stability', () => {
  it('tells when an address changed and into what', async () => {
    const edit: Edit = (operation, answer, count) =>
      operation === 'link' && count > 1 ? { ...(answer as JsonObject), mac: '52:54:00:00:00:99' } : answer;
    for (const output of await answers('check_mac_stability', { device: 'br0' }, bridge, edit)) {
      expect(output).toMatchObject({
        healthy: false,
        mac: '52:54:00:00:00:99',
        changes: [{ sample: 2, before: '52:54:00:00:00:00', after: '52:54:00:00:00:99' }],
      });
      expect(output['findings']).toHaveLength(1);
    }
  });

  it('tells when a device vanishes while it is being watched', async () => {
    const edit: Edit = (operation, answer, count) => (operation === 'link' && count === 3 ? null : answer);
    for (const output of await answers('check_mac_stability', { device: 'br0' }, bridge, edit)) {
      expect(output).toMatchObject({ healthy: false, changes: [] });
    }
  });
});

describe('check_link_state', () => {
  it('blames a device that has no carrier although something below it has, even where none is required', async () => {
    const dark = (link: Json): Json =>
      link !== null && typeof link === 'object' && 'name' in link && link['name'] === 'br0'
        ? { ...link, carrier: false, operstate: 'down' }
        : link;
    const edit: Edit = (operation, answer) => (operation === 'links' ? (answer as Json[]).map(dark) : dark(answer));
    for (const output of await answers('check_link_state', { device: 'br0', require_carrier: false }, bridge, edit)) {
      expect(output).toMatchObject({ healthy: false, operstate: 'down', carrier: false });
    }
  });
});

describe('check_bond_state', () => {
  const given = ['interface eth1', 'interface eth2', 'bond bond0 with members [eth1, eth2]'];

  it('finds links nobody watches', async () => {
    for (const output of await answers(
      'check_bond_state',
      { bond_name: 'bond0' },
      [...given, 'bond bond0 miimon 0'],
      asIs,
    )) {
      expect(output).toMatchObject({ healthy: false, findings: [{ subject: 'bond0' }] });
    }
  });

  it('finds an active member without link', async () => {
    const edit: Edit = (operation, answer) => {
      if (operation !== 'bond') return answer;
      const members = [
        { name: 'eth1', linkUp: false },
        { name: 'eth2', linkUp: true },
      ];
      return { ...(answer as JsonObject), members, activeMember: 'eth1' };
    };
    for (const output of await answers('check_bond_state', { bond_name: 'bond0' }, given, edit)) {
      expect(output).toMatchObject({ healthy: false, degraded: true, active: 'eth1', links_up: 1 });
    }
  });
});

describe('check_connectivity', () => {
  it('calls a target reachable when one of its answers is lost', async () => {
    const given = [...bridge, 'address 192.0.2.10/24 on br0', 'host 192.0.2.1 behind eth1'];
    const edit: Edit = (operation, answer, count) =>
      operation === 'probe' && count === 1 ? { reachable: false, rttMs: null } : answer;
    const takes = { bridge_name: 'br0', target: '192.0.2.1' };
    for (const output of await answers('check_connectivity', takes, given, edit)) {
      expect(output).toMatchObject({ healthy: true, sent: 3, lost: 1, findings: [] });
    }
  });

  it('finds a target that is no address', async () => {
    for (const output of await answers('check_connectivity', { bridge_name: 'br0', target: 'gateway' }, bridge, asIs)) {
      expect(output).toMatchObject({ healthy: false, sent: 0, findings: [{ subject: 'gateway' }] });
    }
  });
});

const asIs: Edit = (_, answer) => answer;
