import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import type { Json } from '../../../src/model/json.ts';
import { observedHost } from '../../../src/organism/host-kernel.ts';
import { observeKernel } from '../../../src/organism/kernel-choice.ts';
import type { RunReport } from '../../../src/organism/report.ts';
import { runOnKernel } from '../../../src/organism/run-on-kernel.ts';
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

describeLab('networkmanager', 'pathways on the networkmanager kernel', () => {
  let repository: GenomeRepository;
  beforeEach(async () => {
    await freshManagedNetwork();
    repository = await genomeRepository();
  });

  function run(target: string, input: Json, options: { dryRun?: boolean; wait?: boolean } = {}): Promise<RunReport> {
    return runOnKernel({
      start: repository.root,
      kernel: 'networkmanager',
      phenotype: 'default',
      world: undefined,
      target,
      input,
      wait: options.wait ?? false,
      jobs: 4,
      dryRun: options.dryRun ?? false,
      emit: () => undefined,
    });
  }

  async function snapshot(): Promise<string> {
    return canonicalJson(await (await observedHost(repository.root, 'networkmanager')).snapshot());
  }

  function profileOf(name: string): string {
    return readFileSync(`/etc/NetworkManager/system-connections/${name}.nmconnection`, 'utf8');
  }

  const managementBridge = { bridge_name: 'br0', interfaces: ['eth1'], forward_delay: 2 };

  it('provision_management_bridge makes a bridge that is there after NetworkManager restarts', async () => {
    const report = await run('provision_management_bridge', managementBridge);
    expect(report).toMatchObject({ ok: true, kernel: 'networkmanager', rolledBack: false });
    const seen = await observeKernel({ start: repository.root, kernel: 'networkmanager', world: undefined });
    const bridge = { kind: 'bridge', up: true, ports: ['eth1'], forwardDelay: 2 };
    expect(seen.snapshot).toMatchObject({ links: { br0: bridge } });
    expect(await run('health_check_bridge', { bridge_name: 'br0' })).toMatchObject({ ok: true, healthy: true });
    expect(readdirSync(repository.file('.sg', 'host', 'journal'))).toEqual([]);
    // As when the host starts: nothing is there but what the profiles say.
    await stopManager();
    ip('link', 'delete', 'dev', 'br0');
    ip('link', 'set', 'dev', 'eth1', 'down');
    rmSync('/run/NetworkManager/devices', { recursive: true, force: true });
    await startManager();
    await expect.poll(activeProfiles, { timeout: 20_000 }).toEqual(['br0:sg-br0', 'eth1:sg-eth1']);
    const links = async (): Promise<unknown> => JSON.parse(await snapshot()) as unknown;
    await expect.poll(links, { timeout: 20_000 }).toMatchObject({ links: { br0: bridge } });
  });

  it('a restart of NetworkManager leaves the bridge as it is', async () => {
    await run('provision_management_bridge', { ...managementBridge, stp_enabled: false });
    const before = await snapshot();
    await restartManager();
    await expect.poll(activeProfiles, { timeout: 20_000 }).toEqual(['br0:sg-br0', 'eth1:sg-eth1']);
    await expect.poll(snapshot).toBe(before);
  });

  it('a dry run leaves host and profiles as they were, proven', async () => {
    const before = await snapshot();
    const input = { ...managementBridge, stp_enabled: false };
    const report = await run('provision_management_bridge', input, { dryRun: true });
    expect(report).toMatchObject({ ok: true, rolledBack: true, rollback: { proven: true, differences: [] } });
    expect(await snapshot()).toBe(before);
    expect(savedProfiles()).toEqual([]);
  });

  it('a run that fails leaves host and profiles as they were', async () => {
    ip('link', 'add', 'br7', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth1', 'master', 'br7');
    await expect.poll(() => activeProfiles().length).toBeGreaterThan(0);
    const before = await snapshot();
    expect(await run('provision_management_bridge', managementBridge)).toMatchObject({ ok: false });
    expect(await snapshot()).toBe(before);
    expect(savedProfiles()).toEqual([]);
  });

  it('remediate_mac_flapping pins the address, for good', async () => {
    await run('provision_management_bridge', { ...managementBridge, stp_enabled: false });
    const report = await run('remediate_mac_flapping', { bridge_name: 'br0' });
    expect(report).toMatchObject({ ok: true });
    const { snapshot: world } = await observeKernel({
      start: repository.root,
      kernel: 'networkmanager',
      world: undefined,
    });
    expect(world).toMatchObject({ links: { br0: { mac: '52:54:00:00:00:01', macSet: true } } });
    expect(profileOf('sg-br0')).toMatch(/cloned-mac-address=52:54:00:00:00:01/i);
  });
});
