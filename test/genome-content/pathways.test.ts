import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import { checkThenLine, worldFromGiven } from '../../src/kernel/vocabulary.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { AlleleStore } from '../../src/organism/allele-store.ts';
import { ContractBook } from '../../src/organism/contracts/contract-book.ts';
import { silentJournal } from '../../src/organism/run/journal.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { prepareRun, run } from '../../src/organism/run/run.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { networkGenome } from '../helpers/network-genome.ts';

const content = await networkGenome();
const alleles = new AlleleStore(content.genome, content.phenotype);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

/** A host on which pathways are run one after the other. */
class Host {
  readonly #kernel: MockKernel;

  constructor(world: World = defaultWorld()) {
    this.#kernel = MockKernel.open({ world });
  }

  async run(target: string, input: JsonObject): Promise<RunReport> {
    const { contracts, phenotype } = content;
    const organism = {
      contracts,
      phenotype,
      alleles,
      sandbox,
      kernel: this.#kernel,
      book: new ContractBook(),
      journal: silentJournal,
    };
    const keepCase = (): Promise<string> => Promise.resolve('');
    const request = { target, input, wait: true, jobs: 4, dryRun: false, emit: () => undefined, keepCase };
    return run(organism, await prepareRun(organism, target, input), request);
  }

  /** Lines of the vocabulary that are not true now. */
  missing(...lines: readonly string[]): readonly string[] {
    return lines.filter((line) => !checkThenLine(line, this.#kernel.world, this.#kernel.world).ok);
  }
}

const good = { ok: true, rolledBack: false };

describe('pathways on the development world', () => {
  it('provision_management_bridge: a bridge that is healthy at once', async () => {
    const host = new Host();
    const report = await host.run('provision_management_bridge', { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] });
    expect(report).toMatchObject({ ...good, healthy: true });
    // Also at once, while spanning tree still holds the ports back: the diagnostics know how to wait.
    expect(report.verify.map(({ timescale, healthy }) => [timescale, healthy])).toEqual([
      ['immediate', true],
      ['immediate', true],
      ['convergence', true],
      ['convergence', true],
    ]);
    expect(report.steps.map(({ locus }) => locus)).toEqual([
      'bridge_create',
      'bridge_stp',
      'mac_preserve',
      'bridge_uplink',
      'bridge_uplink',
    ]);
    const settled = ['bridge br0 has ports [eth1, eth2]', 'bridge br0 has stp on', 'bridge br0 has forward delay 4'];
    expect(host.missing(...settled, 'interface br0 has mac 52:54:00:00:00:01', 'interface eth0 has no master')).toEqual(
      [],
    );
    expect(await host.run('health_check_bridge', { bridge_name: 'br0' })).toMatchObject({ ...good, healthy: true });
  });

  it('provision_management_bridge: no spanning tree and an address of its own where asked', async () => {
    const host = new Host();
    const input = { bridge_name: 'mgmt', interfaces: ['eth3'], stp_enabled: false, mac: '52:54:00:ab:cd:ef' };
    expect(await host.run('provision_management_bridge', input)).toMatchObject({ ...good, healthy: true });
    expect(host.missing('bridge mgmt has stp off', 'interface mgmt has mac 52:54:00:ab:cd:ef')).toEqual([]);
  });

  it('provision_management_bridge: nothing stays behind when an interface is missing', async () => {
    const host = new Host();
    const report = await host.run('provision_management_bridge', { bridge_name: 'br0', interfaces: ['eth1', 'eth9'] });
    expect(report).toMatchObject({ ok: false, rolledBack: true, failure: { kind: 'refused', locus: 'bridge_uplink' } });
    expect(host.missing('no bridge br0', 'interface eth1 has no master')).toEqual([]);
  });

  it('health_check_bridge: unhealthy without the bridge, without changing anything', async () => {
    expect(await new Host().run('health_check_bridge', { bridge_name: 'br0' })).toMatchObject({
      ok: false,
      changes: [],
    });
  });

  it('health_check_bridge: asks a target only when one is named', async () => {
    const lines = ['interface eth1', 'bridge br0 with ports [eth1]', 'address 192.0.2.10/24 on br0'];
    const alone = new Host(worldFromGiven(lines));
    expect(await alone.run('health_check_bridge', { bridge_name: 'br0' })).toMatchObject({ ok: true });
    const target = { bridge_name: 'br0', target: '192.0.2.1' };
    expect(await alone.run('health_check_bridge', target)).toMatchObject({ ok: false });
    const answered = new Host(worldFromGiven([...lines, 'host 192.0.2.1 behind eth1']));
    expect(await answered.run('health_check_bridge', target)).toMatchObject({ ok: true });
  });

  it('provision_bond and provision_vlan_bridge: a trunk and a way into one VLAN', async () => {
    const host = new Host();
    const bond = { bond_name: 'storage', members: ['eth3', 'eth2'] };
    expect(await host.run('provision_bond', bond)).toMatchObject({ ...good, healthy: true });
    expect(await host.run('provision_vlan_bridge', { trunk: 'storage', vlan: 100 })).toMatchObject({
      ...good,
      healthy: true,
    });
    const made = ['bond storage has members [eth3, eth2]', 'vlan storage.100 is on storage with id 100'];
    expect(host.missing(...made, 'bridge br100 has ports [storage.100]', 'bridge br100 has stp off')).toEqual([]);
  });

  it('configure_bridge_with_stp: redundant cables without a loop', async () => {
    const host = new Host();
    const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2', 'eth3'], forward_delay: 6 };
    expect(await host.run('configure_bridge_with_stp', input)).toMatchObject({ ...good, healthy: true });
    expect(host.missing('bridge br0 has stp on', 'bridge br0 has forward delay 6')).toEqual([]);
  });

  it('remediate_mac_flapping: leaves a quiet bridge alone', async () => {
    const host = new Host();
    await host.run('provision_management_bridge', { bridge_name: 'br0', interfaces: ['eth1'], stp_enabled: false });
    const report = await host.run('remediate_mac_flapping', { bridge_name: 'br0' });
    expect(report).toMatchObject({ ...good, healthy: true, changes: [] });
    expect(report.steps.map(({ locus }) => locus)).toEqual(['check_mac_stability', 'check_fdb_stability']);
  });

  it('deploy_server_network: bridge, bond and VLANs in one go', async () => {
    const host = new Host();
    const input = { uplink: 'eth1', bond_members: ['eth2', 'eth3'], vlans: [100, 200] };
    const report = await host.run('deploy_server_network', input);
    expect(report).toMatchObject({ ...good, healthy: true });
    expect(report.steps.at(-1)).toMatchObject({ locus: 'check_connectivity', output: { healthy: true } });
    const made = ['bridge management has ports [eth1]', 'vlan storage.100 is on storage with id 100'];
    expect(host.missing(...made, 'vlan storage.200 is on storage with id 200')).toEqual([]);
  });

  it.each([
    ['ensure_bridge', { name: 'management', uplink: 'eth1', stp: 'enabled' }, 'bridge management has stp on'],
    ['ensure_bond', { name: 'storage', members: ['eth2', 'eth3'] }, 'bond storage has members [eth2, eth3]'],
    ['ensure_vlan_bridges', { trunk: 'eth1', vlans: [100, 200, 300] }, 'bridge br300 has ports [eth1.300]'],
  ])('%s: makes it true, and the second time changes nothing', async (pathway, input, line) => {
    const host = new Host();
    expect(await host.run(pathway, input)).toMatchObject(good);
    expect(host.missing(line)).toEqual([]);
    expect(await host.run(pathway, input)).toMatchObject({ ...good, changes: [] });
  });

  it.each([
    ['a port taken out', ['interface br0 mac 52:54:00:00:00:01'], { uplink: 'eth1' }, ['bridge_uplink']],
    [
      'spanning tree switched off',
      ['bridge br0 with ports [eth1]'],
      { uplink: 'eth1', stp: 'enabled' },
      ['bridge_stp'],
    ],
    [
      'another address, and no port',
      [],
      { uplink: 'eth1', mac: '52:54:00:AB:CD:EF' },
      ['mac_preserve', 'bridge_uplink'],
    ],
    [
      'the bridge taken down',
      ['bridge br0 with ports [eth1]', 'interface br0 is down'],
      { uplink: 'eth1' },
      ['link_up'],
    ],
    [
      'an uplink that is down',
      ['bridge br0 with ports [eth1]', 'interface eth1 is down'],
      { uplink: 'eth1' },
      ['bridge_uplink'],
    ],
  ])('ensure_bridge: mends %s, and nothing else', async (_name, given, input, acted) => {
    const host = new Host(worldFromGiven(['interface eth1', 'bridge br0', ...given]));
    const report = await host.run('ensure_bridge', { name: 'br0', ...input });
    expect(report).toMatchObject(good);
    const changing = report.steps.map(({ locus }) => locus).filter((locus) => !locus.startsWith('check_'));
    expect(changing).toEqual(acted);
    expect(host.missing('bridge br0 has ports [eth1]', 'interface eth1 is up')).toEqual([]);
    expect(await host.run('ensure_bridge', { name: 'br0', ...input })).toMatchObject({ ...good, changes: [] });
  });

  it('ensure_bridge: does not take the uplink from another bridge', async () => {
    const host = new Host(worldFromGiven(['interface eth1', 'bridge br0', 'bridge br1 with ports [eth1]']));
    const report = await host.run('ensure_bridge', { name: 'br0', uplink: 'eth1' });
    expect(report).toMatchObject({ ok: false, changes: [], failure: { kind: 'refused', locus: 'bridge_uplink' } });
  });

  it.each([
    ['the bridge', ['vlan eth1.100 on eth1 id 100'], ['bridge_create']],
    ['the way between both', ['vlan eth1.100 on eth1 id 100', 'bridge br100'], ['bridge_uplink']],
    ['the VLAN', ['bridge br100'], ['vlan_create', 'bridge_uplink']],
  ])('ensure_vlan_bridge: makes %s when that alone is missing', async (_name, given, acted) => {
    const host = new Host(worldFromGiven(['interface eth1', ...given]));
    const report = await host.run('ensure_vlan_bridge', { trunk: 'eth1', vlan: 100 });
    expect(report).toMatchObject(good);
    const changing = report.steps.map(({ locus }) => locus).filter((locus) => !locus.startsWith('check_'));
    expect(changing).toEqual(acted);
    expect(host.missing('bridge br100 has ports [eth1.100]', 'vlan eth1.100 is on eth1 with id 100')).toEqual([]);
  });

  it('ensure_vlan_bridge: builds nothing on an interface whose name lies', async () => {
    const host = new Host(worldFromGiven(['interface eth1', 'vlan eth1.100 on eth1 id 200']));
    const report = await host.run('ensure_vlan_bridge', { trunk: 'eth1', vlan: 100 });
    expect(report).toMatchObject({ ok: false, changes: [], failure: { kind: 'refused', locus: 'vlan_create' } });
  });

  it('ensure_bond: brings a bond up that was taken down', async () => {
    const given = ['interface eth1', 'interface eth2', 'bond storage with members [eth1, eth2]'];
    const host = new Host(worldFromGiven([...given, 'bond storage mode active-backup', 'interface storage is down']));
    const report = await host.run('ensure_bond', { name: 'storage', members: ['eth1', 'eth2'] });
    expect(report).toMatchObject(good);
    expect(report.steps.map(({ locus }) => locus)).toEqual(['check_bond_state', 'link_up', 'check_bond_state']);
    expect(host.missing('interface storage is up')).toEqual([]);
  });

  it('ensure_bond: refuses to rebuild a bond that lacks a member', async () => {
    const host = new Host(worldFromGiven(['interface eth1', 'interface eth2', 'bond storage with members [eth1]']));
    const report = await host.run('ensure_bond', { name: 'storage', members: ['eth1', 'eth2'] });
    expect(report).toMatchObject({
      ok: false,
      changes: [],
      failure: { kind: 'refused', message: 'bond already exists' },
    });
  });
});
