import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostReach } from '../../../src/kernel/observe/host-reach.ts';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import { withHostLock } from '../../../src/kernel/host-lock.ts';
import { hostPlace, recoverOnHost } from '../../../src/organism/world/host-kernel.ts';
import { protectedOn } from '../../../src/organism/world/kernel-choice.ts';
import { watchRound } from '../../../src/organism/watch/watch-round.ts';
import {
  addressHost,
  gateway,
  gatewayReaches,
  other,
  otherReaches,
  plugInGateway,
  unplugGateway,
  watchFromGateway,
} from '../gateway.ts';
import { describeLab } from '../lab.ts';
import { ManagedPath } from '../management-path.ts';
import { freshNetwork, ip } from '../network.ts';
import { setsDown, setsDownAndLingers, takesPorts, touchesAnother } from '../planted.ts';

describeLab('namespace', 'the path a host is reached by, on the iproute2 kernel', () => {
  beforeEach(() => {
    freshNetwork();
    plugInGateway();
    addressHost();
    expect(gatewayReaches()).toBe(true);
  });
  afterEach(unplugGateway);

  it('the interface with the default route is refused as a port, and so are listed ones and the loopback', async () => {
    const host = await ManagedPath.on('iproute2', 'protected = ["eth2"]');
    const before = await host.picture();
    for (const taken of ['eth0', 'eth2', 'lo']) {
      const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth3', taken] });
      expect(report).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    }
    expect(await host.run('mac_preserve', { device: 'eth0' })).toMatchObject({ failure: { kind: 'refused' } });
    expect(await host.picture()).toBe(before);
    expect(gatewayReaches()).toBe(true);
  });

  it('kernel show marks them, bridges, ports and IPv6 routes by router advertisements included', async () => {
    ip('link', 'add', 'br7', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth3', 'master', 'br7');
    ip('link', 'set', 'dev', 'br7', 'up');
    ip('-6', 'address', 'add', '2001:db8::10/64', 'dev', 'br7', 'nodad');
    ip('-6', 'route', 'add', 'default', 'via', '2001:db8::1', 'dev', 'br7', 'proto', 'ra');
    const host = await ManagedPath.on('iproute2', 'protected = ["eth2"]\nallow = ["eth0"]');
    const choice = { start: host.repository.root, kernel: 'iproute2' as const, world: undefined };
    expect(await protectedOn(choice, 'default')).toEqual([
      { device: 'br7', reason: 'carries the default route', allowed: false },
      { device: 'eth0', reason: 'carries the default route', allowed: true },
      { device: 'eth2', reason: 'is listed as protected by the phenotype', allowed: false },
      { device: 'eth3', reason: 'is below br7, which carries the default route', allowed: false },
      { device: 'lo', reason: 'is the loopback', allowed: false },
    ]);
  });

  it('the way back to an ssh session is found, whatever route it takes', async () => {
    const reach = hostReach(hostTools(), () => ({ address: other }));
    expect(await reach.waysOut()).toEqual([
      { purpose: 'default-route', family: 'inet', via: gateway, device: 'eth0' },
      { purpose: 'session', family: 'inet', via: null, device: 'eth1' },
    ]);
    const far = hostReach(hostTools(), () => ({ address: '203.0.113.7' }));
    expect((await far.waysOut()).at(-1)).toMatchObject({ purpose: 'session', via: gateway, device: 'eth0' });
    expect(await hostReach(hostTools(), () => ({ address: '127.0.0.1' })).waysOut()).toHaveLength(1);
  });

  it('a gateway that drops echo requests answers by ARP; nobody answers for one that is not there', async () => {
    ip('netns', 'exec', 'gateway', 'sysctl', '-qw', 'net.ipv4.icmp_echo_ignore_all=1');
    const reach = hostReach(hostTools());
    expect(await reach.answers(gateway)).toBe('eth0');
    expect(await reach.answers('192.0.2.77')).toBeNull();
    expect(await reach.answers('203.0.113.7')).toBeNull();
  });

  it('an allele that cuts the path is undone by itself; the gateway sees a short silence', async () => {
    const host = await ManagedPath.on('iproute2', 'allow = ["eth0"]', [setsDown]);
    const before = await host.picture();
    const end = watchFromGateway();
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    expect(report).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true } });
    expect(report.steps[0]?.attempts[0]?.error).toMatchObject({
      kind: 'baseline-lost',
      message: `What keeps this host reachable was lost: the default route via ${gateway} through eth0 is gone.`,
    });
    expect(gatewayReaches()).toBe(true);
    expect(await host.picture()).toBe(before);
    const { longestSilence } = await end();
    expect(longestSilence).toBeGreaterThan(1);
    expect(longestSilence).toBeLessThan(30);
    console.log(`the gateway had no answer for ${longestSilence.toFixed(1)} s`);
  });

  it('so is one that cuts off an address the phenotype lists, through an interface that is not protected', async () => {
    const host = await ManagedPath.on('iproute2', `reachability = ["${other}", "203.0.113.7"]`, [setsDown]);
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth1'] });
    expect(report.steps[0]?.attempts[0]?.error?.message).toContain(`${other} no longer answers`);
    expect(otherReaches()).toBe(true);
  });

  it('a port that keeps its address is no way any more, although packets still arrive for a while', async () => {
    const host = await ManagedPath.on('iproute2', 'allow = ["eth0"]', [takesPorts]);
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    expect(report.steps[0]?.attempts[0]?.error?.message).toContain(
      'the default route leads through eth0, which belongs to br0 now',
    );
    expect(gatewayReaches()).toBe(true);
  });

  it('what was broken before stops nobody', async () => {
    ip('-n', 'gateway', 'link', 'set', 'dev', 'wire0', 'down');
    const host = await ManagedPath.on('iproute2', 'reachability = ["203.0.113.7"]', [takesPorts]);
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth3'] });
    expect(report).toMatchObject({ ok: true });
  });

  it('kill -9 right after the cut: a recovery brings the path back', async () => {
    const host = await ManagedPath.on('iproute2', 'allow = ["eth0"]', [setsDownAndLingers]);
    const before = await host.picture();
    await host.killWhenCut('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    expect(gatewayReaches()).toBe(false);
    expect(await recoverOnHost(host.repository.root, false)).toMatchObject({
      ok: true,
      recovered: [{ outcome: 'restored' }],
    });
    await expect.poll(gatewayReaches, { timeout: 5_000 }).toBe(true);
    await expect.poll(() => host.picture()).toBe(before);
  });

  it('so does the next look of a watch, which leaves alone whoever is at work', async () => {
    const host = await ManagedPath.on('iproute2', 'allow = ["eth0"]', [setsDownAndLingers]);
    const { root: start } = host.repository;
    const before = await host.picture();
    await host.killWhenCut('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    const look = (): ReturnType<typeof watchRound> =>
      watchRound({ start, kernel: 'iproute2', phenotype: 'default', world: undefined });
    await withHostLock(
      (await hostPlace(start)).lock,
      'test',
      async () => {
        expect(await look()).toMatchObject({ ok: true, recovered: [] });
        expect(gatewayReaches()).toBe(false);
      },
      { waitMs: 0 },
    );
    expect(await look()).toMatchObject({ ok: true, recovered: [{ outcome: 'restored' }] });
    await expect.poll(gatewayReaches, { timeout: 5_000 }).toBe(true);
    await expect.poll(() => host.picture()).toBe(before);
    expect(await look()).toMatchObject({ recovered: [] });
  });

  it.each(["setMtu('eth3', 1400)", "setUp('eth3', false)", "setMac('eth3', '02:00:00:00:00:09')"])(
    'an allele that touches a card nobody named has failed: %s',
    async (operation) => {
      const host = await ManagedPath.on('iproute2', '', [touchesAnother(operation)]);
      const before = await host.picture();
      const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth2'] });
      expect(report.steps[0]?.attempts[0]).toMatchObject({
        outcome: 'gene-failure',
        error: { kind: 'out-of-scope', message: 'It changed what its input does not name: eth3.' },
        rolledBack: { proven: true },
      });
      expect(await host.picture()).toBe(before);
    },
  );
});
