import { readdirSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { freshNetwork, ip } from '../network.ts';
import { keepsAddressAndEntries, Pathways, setWindows } from '../pathways.ts';

describeLab('namespace', 'pathways on the iproute2 kernel', () => {
  let repository: GenomeRepository;
  let pathways: Pathways;
  beforeEach(async () => {
    freshNetwork();
    repository = await genomeRepository();
    setWindows(repository, 2);
    pathways = new Pathways('iproute2', repository);
  });

  it('provision_management_bridge makes a bridge that health_check_bridge finds healthy', async () => {
    // Spanning tree listens and learns.
    setWindows(repository, 6);
    const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'], forward_delay: 2 };
    const report = await pathways.run('provision_management_bridge', input);
    expect(report).toMatchObject({ ok: true, kernel: 'iproute2', rolledBack: false });
    expect(await pathways.world()).toMatchObject({
      links: { br0: { kind: 'bridge', up: true, ports: ['eth1', 'eth2'] } },
    });
    expect(await pathways.run('health_check_bridge', { bridge_name: 'br0' })).toMatchObject({
      ok: true,
      healthy: true,
    });
    expect(readdirSync(repository.file('.sg', 'host', 'journal'))).toEqual([]);
  });

  it('provision_management_bridge, waited for as its contract says', async () => {
    const input = { bridge_name: 'br0', interfaces: ['eth1'], stp_enabled: false };
    const report = await pathways.run('provision_management_bridge', input);
    expect(report).toMatchObject({ ok: true, healthy: true });
    expect(report.worldSeconds).toBeGreaterThanOrEqual(2);
  });

  it('health_check_bridge finds a bridge that is down unhealthy, and changes nothing', async () => {
    ip('link', 'add', 'br0', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth1', 'master', 'br0');
    const before = await pathways.snapshot();
    expect(await pathways.run('health_check_bridge', { bridge_name: 'br0' })).toMatchObject({
      ok: false,
      healthy: false,
    });
    expect(await pathways.snapshot()).toBe(before);
  });

  it('a dry run leaves the host as it was, proven', async () => {
    const before = await pathways.snapshot();
    const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'], stp_enabled: false };
    const report = await pathways.run('provision_management_bridge', input, { dryRun: true });
    expect(report).toMatchObject({ ok: true, rolledBack: true, rollback: { proven: true, differences: [] } });
    expect(await pathways.snapshot()).toBe(before);
  });

  it('a run that fails leaves the host as it was, proven', async () => {
    ip('link', 'add', 'br7', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth2', 'master', 'br7');
    const before = await pathways.snapshot();
    const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'], stp_enabled: false };
    expect(await pathways.run('provision_management_bridge', input)).toMatchObject({ ok: false });
    expect(await pathways.snapshot()).toBe(before);
  });

  it('bridge_uplink adds a port with a lower address: the bridge keeps its own, and what it has learned', async () => {
    ip('link', 'add', 'br0', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth2', 'master', 'br0');
    ip('link', 'set', 'dev', 'br0', 'up');
    await keepsAddressAndEntries(pathways);
  });

  it('remediate_mac_flapping pins the address and turns spanning tree on', async () => {
    ip('link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '200');
    for (const port of ['eth1', 'eth2']) ip('link', 'set', 'dev', port, 'master', 'br0');
    ip('link', 'set', 'dev', 'br0', 'up');
    const report = await pathways.run('remediate_mac_flapping', { bridge_name: 'br0' });
    expect(report).toMatchObject({ ok: true });
    const world = await pathways.world();
    expect(world).toMatchObject({ links: { br0: { mac: '52:54:00:00:00:01' } } });
  });
});
