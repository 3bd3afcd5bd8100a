import { afterEach, beforeEach, expect, it } from 'vitest';
import { openManager } from '../../../src/kernel/networkmanager/open-manager.ts';
import { recoverOnHost } from '../../../src/organism/world/host-kernel.ts';
import { watchRound } from '../../../src/organism/watch/watch-round.ts';
import { gateway, gatewayReaches, plugInGateway, unplugGateway, watchFromGateway } from '../gateway.ts';
import { describeLab } from '../lab.ts';
import { ManagedPath } from '../management-path.ts';
import { freshManagedNetwork, profileForManagement, savedProfiles } from '../manager.ts';
import { setsDown, setsDownAndLingers, takesPorts, touchesAnother } from '../planted.ts';

/** Two or three minutes are too long for a test: the timer of whatever checkpoint is in force is set to some seconds. */
async function hurryCheckpoint(): Promise<void> {
  const manager = await openManager();
  const { checkpoints } = await manager.look();
  expect(checkpoints).toHaveLength(1);
  for (const { path } of checkpoints) await manager.extendCheckpoint(path, 3);
  manager.close();
}

describeLab('networkmanager', 'the path a host is reached by, on the networkmanager kernel', () => {
  beforeEach(async () => {
    await freshManagedNetwork();
    plugInGateway();
    profileForManagement();
    await expect.poll(gatewayReaches, { timeout: 10_000 }).toBe(true);
  });
  afterEach(unplugGateway);

  it('the interface with the default route is refused as a port, and so are listed ones and the loopback', async () => {
    const host = await ManagedPath.on('networkmanager', 'protected = ["eth2"]');
    const before = await host.picture();
    for (const taken of ['eth0', 'eth2', 'lo']) {
      const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth3', taken] });
      expect(report).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    }
    expect(await host.run('mac_preserve', { device: 'eth0' })).toMatchObject({ failure: { kind: 'refused' } });
    expect(await host.picture()).toBe(before);
    expect(savedProfiles()).toEqual(['management']);
  });

  it('an allele that cuts the path is undone by itself; the gateway sees a short silence', async () => {
    const host = await ManagedPath.on('networkmanager', 'allow = ["eth0"]', [setsDown]);
    const before = await host.picture();
    const end = watchFromGateway();
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    expect(report).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true } });
    expect(report.steps[0]?.attempts[0]?.error).toMatchObject({
      kind: 'baseline-lost',
      message: expect.stringContaining(`the default route via ${gateway} through eth0 is gone`) as string,
    });
    await expect.poll(gatewayReaches, { timeout: 5_000 }).toBe(true);
    await expect.poll(() => host.picture()).toBe(before);
    expect(savedProfiles()).toEqual(['management']);
    const { longestSilence } = await end();
    expect(longestSilence).toBeGreaterThan(1);
    expect(longestSilence).toBeLessThan(30);
    console.log(`the gateway had no answer for ${longestSilence.toFixed(1)} s`);
  });

  it('so is one that makes the interface a port, where NetworkManager takes its addresses away', async () => {
    const host = await ManagedPath.on('networkmanager', 'allow = ["eth0"]', [takesPorts]);
    const before = await host.picture();
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    expect(report.steps[0]?.attempts[0]).toMatchObject({
      error: { kind: 'baseline-lost' },
      rolledBack: { proven: true },
    });
    await expect.poll(gatewayReaches, { timeout: 5_000 }).toBe(true);
    expect(await host.picture()).toBe(before);
    expect(savedProfiles()).toEqual(['management']);
  });

  it('kill -9 right after the cut: NetworkManager brings the path back by itself, and a recovery tidies up', async () => {
    const host = await ManagedPath.on('networkmanager', 'allow = ["eth0"]', [setsDownAndLingers]);
    const before = await host.picture();
    await host.killWhenCut('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    expect(gatewayReaches()).toBe(false);
    await hurryCheckpoint();
    await expect.poll(gatewayReaches, { timeout: 30_000, interval: 500 }).toBe(true);
    expect(await recoverOnHost(host.repository.root, false)).toMatchObject({ ok: true });
    await expect.poll(() => host.picture()).toBe(before);
    expect(savedProfiles()).toEqual(['management']);
    expect(gatewayReaches()).toBe(true);
  });

  it('kill -9 right after the cut: the next look of a watch is faster than the checkpoint', async () => {
    const host = await ManagedPath.on('networkmanager', 'allow = ["eth0"]', [setsDownAndLingers]);
    const { root: start } = host.repository;
    const before = await host.picture();
    await host.killWhenCut('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    const round = await watchRound({ start, kernel: 'networkmanager', phenotype: 'default', world: undefined });
    expect(round).toMatchObject({ ok: true, recovered: [{ outcome: 'restored' }] });
    await expect.poll(gatewayReaches, { timeout: 5_000 }).toBe(true);
    await expect.poll(() => host.picture()).toBe(before);
    expect(savedProfiles()).toEqual(['management']);
    const manager = await openManager();
    expect((await manager.look()).checkpoints).toEqual([]);
    manager.close();
  });

  it.each(["setMtu('eth3', 1400)", "setUp('eth3', false)", "setMac('eth3', '02:00:00:00:00:09')"])(
    'an allele that touches a card nobody named has failed: %s',
    async (operation) => {
      const host = await ManagedPath.on('networkmanager', '', [touchesAnother(operation)]);
      const before = await host.picture();
      const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth2'] });
      expect(report.steps[0]?.attempts[0]).toMatchObject({
        outcome: 'gene-failure',
        error: { kind: 'out-of-scope', message: 'It changed what its input does not name: eth3.' },
        rolledBack: { proven: true },
      });
      expect(await host.picture()).toBe(before);
      expect(savedProfiles()).toEqual(['management']);
    },
  );
});
