import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntegrityError } from '../../../src/errors/integrity-error.ts';
import type { WorldSnapshot } from '../../../src/kernel/kernel.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { probe } from '../../../src/kernel/mock/probe.ts';
import { snapshotOf } from '../../../src/kernel/mock/snapshot.ts';
import { parseWorld } from '../../../src/kernel/mock/world-file.ts';
import { worldFromSnapshot } from '../../../src/kernel/mock/world-from-snapshot.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { viewNamed } from '../../../src/kernel/mock/views.ts';
import type { NetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { worldDifferences } from '../../../src/kernel/world-difference.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { anyCall, startName, startWorlds } from './arbitrary-operations.ts';

/** As it comes out of a file. */
function fromFile(snapshot: WorldSnapshot): World {
  return worldFromSnapshot(JSON.parse(JSON.stringify(snapshot)) as WorldSnapshot, 'before.json');
}

describe('worldFromSnapshot', () => {
  it('makes a world with the snapshot it came from, whatever happened before', async () => {
    await fc.assert(
      fc.asyncProperty(startName, fc.array(anyCall, { maxLength: 12 }), async (start, calls) => {
        const kernel = MockKernel.open({ world: startWorlds[start] });
        const port = (await kernel.begin({ label: 'test' })).port();
        for (const [operation, ...args] of calls) await port.call(operation, args).catch(() => undefined);
        const snapshot = await kernel.snapshot();
        const loaded = fromFile(snapshot);
        expect(worldDifferences(snapshot, snapshotOf(loaded))).toEqual([]);
        expect(parseWorld(JSON.stringify(loaded), 'world.json')).toEqual(loaded);
      }),
      { numRuns: 150 },
    );
  });

  const host = startWorlds.development;
  const real = JSON.parse(JSON.stringify(snapshotOf(probe(host, '192.0.2.1').world))) as NetworkSnapshot;
  const eth1 = real.links['eth1']!;

  it('lets resolved neighbours answer on the wire they were resolved on', () => {
    const loaded = fromFile(real);
    expect(loaded.wire.hosts).toMatchObject([{ address: '192.0.2.1', behind: 'eth0', vlan: null }]);
    expect(probe(loaded, '192.0.2.1').result.reachable).toBe(true);
    const tagged = worldFromGiven([
      'interface eth0',
      'vlan eth0.5 on eth0 id 5',
      'address 192.0.2.10/24 on eth0.5',
      'host 192.0.2.1 behind eth0 vlan 5',
    ]);
    const again = fromFile(snapshotOf(probe(tagged, '192.0.2.1').world));
    expect(again.wire.hosts).toMatchObject([{ address: '192.0.2.1', behind: 'eth0', vlan: 5 }]);
  });

  it('takes devices of kinds it does not model, and cards made of software', () => {
    const tap = { ...eth1, kind: 'other', permanentMac: null, operstate: 'unknown' };
    const snapshot = {
      ...real,
      links: { ...real.links, tap0: tap, veth0: { ...eth1, permanentMac: null } },
      addresses: { ...real.addresses, tap0: [], veth0: [] },
    };
    const loaded = fromFile(snapshot);
    expect(worldDifferences(snapshot, snapshotOf(loaded))).toEqual([]);
    expect(viewNamed(loaded, 'tap0')).toMatchObject({ kind: 'other', operstate: 'unknown', carrier: true });
    expect(viewNamed(loaded, 'veth0')).toMatchObject({ kind: 'ethernet', permanentMac: eth1.mac });
  });

  it('leaves out what the mock has no place for, and the difference tells', () => {
    const route = real.routes['default dev eth0']!;
    const odd = {
      ...real,
      links: { ...real.links, tun0: { ...eth1, kind: 'other', permanentMac: null, mac: '192.0.2.77' } },
      addresses: { ...real.addresses, tun0: [] },
      routes: { ...real.routes, 'default dev eth0 metric 100': route },
    };
    const paths = worldDifferences(odd, snapshotOf(fromFile(odd))).map(({ path }) => path);
    expect(paths).toEqual(['links.tun0.mac', 'routes["default dev eth0 metric 100"]']);
  });

  it.each<[string, unknown, string]>([
    ['nothing', null, 'expected'],
    ['a list', [], 'expected object'],
    ['another version', { ...real, version: 2 }, 'version'],
    ['a field too many', { ...real, extra: {} }, 'extra'],
    ['a link of an unknown kind', { ...real, links: { eth0: { ...eth1, kind: 'tunnel' } } }, 'links'],
    ['an impossible name', { ...real, links: { ...real.links, 'a/b': eth1 } }, 'a/b'],
    ['a master that is missing', { ...real, links: { ...real.links, eth1: { ...eth1, master: 'br9' } } }, 'master'],
    ['an address that is none', { ...real, addresses: { eth0: ['192.0.2.10'] } }, 'no address'],
    ['an entry that is none', { ...real, fdb: { eth0: { x: { port: 'eth0', origin: 'static' } } } }, 'no address'],
    ['a route of no link', { ...real, routes: { x: { destination: 'default', via: null, device: 'eth9' } } }, 'eth9'],
  ])('refuses %s', (_, value, reason) => {
    const refused = (): World => worldFromSnapshot(value as JsonObject, 'before.json');
    expect(refused).toThrow(IntegrityError);
    expect(refused).toThrow(reason);
    expect(refused).toThrow('before.json');
  });
});
