import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detachPort } from '../../../src/kernel/mock/bridge-port.ts';
import { releaseMember } from '../../../src/kernel/mock/bond-member.ts';
import { settle } from '../../../src/kernel/mock/settle.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { promise, states, TopologyHost } from './topology-host.ts';

const whole = ['management missing', 'storage missing', 'vm_traffic missing'];
const nothing = ['management right', 'storage right', 'vm_traffic right'];

describe('production_server', () => {
  it('is planned without a trace, then deployed exactly as planned', async () => {
    const host = await TopologyHost.with();
    const before = await host.world();
    const plan = await host.plan('production_server');
    expect(await host.world()).toEqual(before);
    expect(existsSync(host.repository.file('.sg', 'ledger'))).toBe(false);
    expect(states(plan)).toEqual(whole);
    expect(plan).toMatchObject({ ok: true, empty: false, healthy: true });
    expect(plan.resources.flatMap(({ disturbs }) => disturbs)).toEqual([]);

    const deployed = await host.deploy('production_server');
    expect(promise(deployed)).toEqual(promise(plan));
    expect(
      await host.missing(
        'bridge management has ports [eth1]',
        'bridge management has stp on',
        'bond storage has members [eth2, eth3]',
        'vlan storage.300 is on storage with id 300',
        'bridge br300 has ports [storage.300]',
        'interface eth0 has no master',
      ),
    ).toEqual([]);
    expect(existsSync(host.repository.file('.sg', 'ledger'))).toBe(true);
  });

  it('is not changed by a second deploy, and its second plan is empty', async () => {
    const host = await TopologyHost.with();
    await host.deploy('production_server');
    const before = await host.snapshot();
    const plan = await host.plan('production_server');
    expect(plan).toMatchObject({ ok: true, empty: true, healthy: true, changes: [] });
    expect(states(plan)).toEqual(nothing);
    const again = await host.deploy('production_server');
    expect(promise(again)).toEqual(promise(plan));
    expect(again.resources.flatMap(({ steps }) => steps)).toEqual([]);
    expect(await host.snapshot()).toEqual(before);
  });

  it('gives two worlds on two phenotypes with different interfaces', async () => {
    const cards = ['ens1f0', 'ens1f1', 'ens2f0'];
    const host = await TopologyHost.with(worldFromGiven(cards.map((card) => `interface ${card}`)));
    host.phenotype('edge', cards);
    const plan = await host.plan('production_server', { phenotype: 'edge' });
    const deployed = await host.deploy('production_server', { phenotype: 'edge' });
    expect(deployed).toMatchObject({ ok: true, phenotype: 'edge', input: { nic: cards } });
    expect(promise(deployed)).toEqual(promise(plan));
    expect(
      await host.missing('bridge management has ports [ens1f0]', 'bond storage has members [ens1f1, ens2f0]'),
    ).toEqual([]);
    // The default phenotype's interfaces are not there, and the other resource that waits for them is not tried.
    const other = await host.plan('production_server');
    expect(other).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(states(other)).toEqual(['management refused', 'storage refused', 'vm_traffic skipped']);
  });

  it('gets its port back after somebody took it out, and nothing else is touched', async () => {
    const host = await TopologyHost.with();
    await host.deploy('production_server');
    const right = await host.snapshot();
    await host.change((world) => settle(detachPort(world, 'management', 'eth1')));
    const plan = await host.plan('production_server');
    expect(states(plan)).toEqual(['management drifted', 'storage right', 'vm_traffic right']);
    expect(plan.resources[0]?.findings).toEqual(['eth1: is not a port of management']);
    expect(plan.changes).toEqual([
      { path: 'links.eth1.master', before: null, after: 'management' },
      { path: 'links.management.ports', before: [], after: ['eth1'] },
    ]);
    const deployed = await host.deploy('production_server');
    expect(promise(deployed)).toEqual(promise(plan));
    expect(deployed.resources.flatMap(({ steps }) => steps.map(({ locus }) => locus))).toEqual(['bridge_uplink']);
    expect((await host.snapshot())['links']).toEqual(right['links']);
    expect(await host.plan('production_server')).toMatchObject({ empty: true });
  });

  it('gets a bridge of a VLAN back that lost its way out', async () => {
    const host = await TopologyHost.with();
    await host.deploy('production_server');
    await host.change((world) => settle(detachPort(world, 'br200', 'storage.200')));
    const plan = await host.plan('production_server');
    expect(states(plan)).toEqual(['management right', 'storage right', 'vm_traffic drifted']);
    expect(plan.resources[2]).toMatchObject({ findings: ['storage.200: is not a port of br200'], disturbs: [] });
    expect(promise(await host.deploy('production_server'))).toEqual(promise(plan));
  });

  it('is refused, with the reason, where no kernel operation could repair it', async () => {
    const host = await TopologyHost.with();
    await host.deploy('production_server');
    await host.change((world) => settle(detachPort(releaseMember(world, 'storage', 'eth3'), 'management', 'eth1')));
    const deployed = await host.deploy('production_server');
    expect(deployed).toMatchObject({ ok: false, rolledBack: false, healthy: true });
    // What works is preserved, and mended: only the bond, and what stands on it, is left to a person.
    expect(states(deployed)).toEqual(['management drifted', 'storage refused', 'vm_traffic skipped']);
    expect(deployed.resources[1]).toMatchObject({
      findings: ['eth3: is not a member of storage'],
      failure: { kind: 'refused', locus: 'bond_create', message: 'bond already exists' },
      changes: [],
    });
    expect(deployed.resources[2]?.reason).toBe('waits for storage');
    expect(await host.missing('bridge management has ports [eth1]', 'bond storage has members [eth2]')).toEqual([]);
  });
});
