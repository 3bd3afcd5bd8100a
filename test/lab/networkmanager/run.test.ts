import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import {
  activeProfiles,
  freshManagedNetwork,
  restartManager,
  savedProfiles,
  startManager,
  stopManager,
} from '../manager.ts';
import { ip } from '../network.ts';
import { keepsAddressAndEntries, Pathways, setWindows } from '../pathways.ts';

describeLab('networkmanager', 'pathways on the networkmanager kernel', () => {
  let repository: GenomeRepository;
  let pathways: Pathways;
  beforeEach(async () => {
    await freshManagedNetwork();
    repository = await genomeRepository();
    setWindows(repository, 2);
    pathways = new Pathways('networkmanager', repository);
  });

  function profileOf(name: string): string {
    return readFileSync(`/etc/NetworkManager/system-connections/${name}.nmconnection`, 'utf8');
  }

  const managementBridge = { bridge_name: 'br0', interfaces: ['eth1'], forward_delay: 2 };

  it('provision_management_bridge makes a bridge that is there after NetworkManager restarts', async () => {
    // Spanning tree listens and learns.
    setWindows(repository, 6);
    const report = await pathways.run('provision_management_bridge', managementBridge);
    expect(report).toMatchObject({ ok: true, kernel: 'networkmanager', rolledBack: false });
    const bridge = { kind: 'bridge', up: true, ports: ['eth1'], forwardDelay: 2 };
    expect(await pathways.world()).toMatchObject({ links: { br0: bridge } });
    expect(await pathways.run('health_check_bridge', { bridge_name: 'br0' })).toMatchObject({
      ok: true,
      healthy: true,
    });
    expect(readdirSync(repository.file('.sg', 'host', 'journal'))).toEqual([]);
    // As when the host starts: nothing is there but what the profiles say.
    await stopManager();
    ip('link', 'delete', 'dev', 'br0');
    ip('link', 'set', 'dev', 'eth1', 'down');
    rmSync('/run/NetworkManager/devices', { recursive: true, force: true });
    await startManager();
    await expect.poll(activeProfiles, { timeout: 20_000 }).toEqual(['br0:sg-br0', 'eth1:sg-eth1']);
    const links = async (): Promise<unknown> => JSON.parse(await pathways.snapshot()) as unknown;
    await expect.poll(links, { timeout: 20_000 }).toMatchObject({ links: { br0: bridge } });
  });

  it('a restart of NetworkManager leaves the bridge as it is', async () => {
    await pathways.run('provision_management_bridge', { ...managementBridge, stp_enabled: false });
    const before = await pathways.snapshot();
    await restartManager();
    await expect.poll(activeProfiles, { timeout: 20_000 }).toEqual(['br0:sg-br0', 'eth1:sg-eth1']);
    await expect.poll(() => pathways.snapshot()).toBe(before);
  });

  it('a dry run leaves host and profiles as they were, proven', async () => {
    const before = await pathways.snapshot();
    const input = { ...managementBridge, stp_enabled: false };
    const report = await pathways.run('provision_management_bridge', input, { dryRun: true });
    expect(report).toMatchObject({ ok: true, rolledBack: true, rollback: { proven: true, differences: [] } });
    expect(await pathways.snapshot()).toBe(before);
    expect(savedProfiles()).toEqual([]);
  });

  it('a run that fails leaves host and profiles as they were', async () => {
    ip('link', 'add', 'br7', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth1', 'master', 'br7');
    await expect.poll(() => activeProfiles().length).toBeGreaterThan(0);
    const before = await pathways.snapshot();
    expect(await pathways.run('provision_management_bridge', managementBridge)).toMatchObject({ ok: false });
    expect(await pathways.snapshot()).toBe(before);
    expect(savedProfiles()).toEqual([]);
  });

  it('bridge_uplink adds a port with a lower address: the bridge keeps its own, and what it has learned', async () => {
    await pathways.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth2'] });
    await keepsAddressAndEntries(pathways);
    expect(profileOf('sg-br0')).toMatch(/cloned-mac-address=52:54:00:00:00:02/i);
  });

  it('remediate_mac_flapping pins the address, for good', async () => {
    await pathways.run('provision_management_bridge', { ...managementBridge, stp_enabled: false });
    const report = await pathways.run('remediate_mac_flapping', { bridge_name: 'br0' });
    expect(report).toMatchObject({ ok: true });
    const world = await pathways.world();
    expect(world).toMatchObject({ links: { br0: { mac: '52:54:00:00:00:01', macSet: true } } });
    expect(profileOf('sg-br0')).toMatch(/cloned-mac-address=52:54:00:00:00:01/i);
  });
});
