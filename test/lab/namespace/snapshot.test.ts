import { expect, it } from 'vitest';
import { snapshotOf } from '../../../src/kernel/mock/snapshot.ts';
import { worldFromSnapshot } from '../../../src/kernel/mock/world-from-snapshot.ts';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { observedHost } from '../../../src/organism/world/host-kernel.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { bridge, freshNetwork, ip } from '../network.ts';

describeLab('namespace', 'the snapshot of a host', () => {
  it('loads into the mock, which then shows the same', async () => {
    freshNetwork();
    ip('link', 'add', 'br0', 'address', '02:00:00:00:00:0a', 'type', 'bridge', 'forward_delay', '400');
    for (const port of ['eth2', 'eth3']) ip('link', 'set', 'dev', port, 'master', 'br0');
    ip('link', 'set', 'dev', 'br0', 'up');
    ip('link', 'set', 'dev', 'eth1', 'down');
    bridge('fdb', 'add', '02:00:00:00:00:99', 'dev', 'eth3', 'master', 'static');
    ip('address', 'add', '192.0.2.10/24', 'dev', 'eth0');
    ip('route', 'add', 'default', 'via', '192.0.2.1');
    const host = await observedHost((await genomeRepository()).root);
    // Operational states follow up to a second late.
    await expect
      .poll(async () => asNetworkSnapshot(await host.snapshot()).links['br0']?.operstate, { timeout: 5_000 })
      .toBe('up');
    const seen = asNetworkSnapshot(await host.snapshot());
    const loaded = asNetworkSnapshot(snapshotOf(worldFromSnapshot(seen)));
    expect(Object.keys(loaded.links)).toEqual(Object.keys(seen.links));
    for (const name of ['br0', 'eth0', 'eth1', 'eth2', 'lo'])
      expect({ ...loaded.links[name], permanentMac: null }).toEqual({ ...seen.links[name], permanentMac: null });
    expect([loaded.addresses, loaded.routes, loaded.fdb]).toEqual([seen.addresses, seen.routes, seen.fdb]);
  });
});
