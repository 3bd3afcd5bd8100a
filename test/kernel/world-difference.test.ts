import { describe, expect, it } from 'vitest';
import { setMac, setUp } from '../../src/kernel/mock/link.ts';
import { probe } from '../../src/kernel/mock/probe.ts';
import { snapshotOf } from '../../src/kernel/mock/snapshot.ts';
import { createVlan, deleteVlan } from '../../src/kernel/mock/vlan.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { worldFromGiven } from '../../src/kernel/vocabulary.ts';
import { configurationDifferences, touchedDevices, worldDifferences } from '../../src/kernel/world-difference.ts';

const start = worldFromGiven([
  'interface eth0',
  'interface eth1',
  'bridge br0 with ports [eth0]',
  'address 192.0.2.10/24 on br0',
  'default route via 192.0.2.1 on br0',
  'host 192.0.2.1 behind eth0',
]);

function compare(change: (world: World) => World): readonly { path: string; before: unknown; after: unknown }[] {
  return worldDifferences(snapshotOf(start), snapshotOf(change(start)));
}

describe('differences of worlds', () => {
  it('are none between equal worlds', () => {
    expect(compare((world) => world)).toEqual([]);
    expect(compare((world) => deleteVlan(createVlan(world, 'eth1', 7), 'eth1.7'))).toEqual([]);
  });

  it('name the field of a link', () => {
    expect(compare((world) => setMac(world, 'eth1', '52:54:00:00:00:99'))).toEqual([
      { path: 'links.eth1.mac', before: '52:54:00:00:00:01', after: '52:54:00:00:00:99' },
    ]);
  });

  it('name a link that came as one, with brackets around a name with a dot', () => {
    const [addresses, link, ...more] = compare((world) => createVlan(world, 'eth1', 7));
    expect(more).toEqual([]);
    expect(addresses).toEqual({ path: 'addresses["eth1.7"]', before: undefined, after: [] });
    expect(link).toMatchObject({ path: 'links["eth1.7"]', before: undefined, after: { kind: 'vlan', id: 7 } });
  });

  it('name routes and forwarding entries one by one', () => {
    const paths = compare((world) => setUp(world, 'br0', false)).map(({ path }) => path);
    expect(paths).toContain('routes["default dev br0"]');
    expect(compare((world) => probe(world, '192.0.2.1').world).map(({ path }) => path)).toEqual([
      'fdb.br0["52:54:00:ff:00:01"]',
      'neighbours["192.0.2.1 dev br0"]',
    ]);
  });

  it('of configuration leave out what comes with time and traffic', () => {
    const probed = probe(start, '192.0.2.1').world;
    expect(configurationDifferences(snapshotOf(start), snapshotOf(probed))).toEqual([]);
    const unplugged = {
      ...start,
      links: start.links.map((link) => (link.kind === 'ethernet' ? { ...link, cable: false } : link)),
    };
    expect(touchedDevices(snapshotOf(start), snapshotOf(unplugged))).toEqual([]);
  });

  it('tell the devices that were touched', () => {
    expect(touchedDevices(snapshotOf(start), snapshotOf(setUp(start, 'br0', false)))).toEqual(['br0']);
    const changed = setMac(createVlan(start, 'eth1', 7), 'eth0', '52:54:00:00:00:98');
    expect(touchedDevices(snapshotOf(start), snapshotOf(changed))).toEqual(['br0', 'eth0', 'eth1.7']);
  });
});
