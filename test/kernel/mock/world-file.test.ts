import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntegrityError } from '../../../src/errors/integrity-error.ts';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { loadWorld, parseWorld, saveWorld } from '../../../src/kernel/mock/world-file.ts';
import { busyWorld } from './arbitrary-operations.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sg-world-'));
});
afterAll(() => rm(folder, { recursive: true }));

function faultOf(value: unknown): IntegrityError {
  try {
    parseWorld(typeof value === 'string' ? value : JSON.stringify(value), 'world.json');
  } catch (error) {
    if (error instanceof IntegrityError) return error;
    throw error;
  }
  throw new Error('the world was taken');
}

/** The busy world with one link changed. */
function withLink(name: string, change: Record<string, unknown>): unknown {
  return { ...busyWorld, links: busyWorld.links.map((link) => (link.name === name ? { ...link, ...change } : link)) };
}

describe('a world file', () => {
  it('brings a world back as it was saved, and leaves nothing beside it', async () => {
    const path = join(folder, 'deep', 'world.json');
    expect(await loadWorld(path)).toBeUndefined();
    for (const world of [defaultWorld(), busyWorld]) {
      await saveWorld(path, world);
      expect(await loadWorld(path)).toEqual(world);
    }
    expect(await readdir(join(folder, 'deep'))).toEqual(['world.json']);
  });

  it('is refused with the place, the reason and a next step', async () => {
    const path = join(folder, 'broken.json');
    await writeFile(path, '{"version": 1,');
    const error = await loadWorld(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(IntegrityError);
    expect(error).toMatchObject({
      code: 'world-file-invalid',
      hint: expect.stringContaining('sg kernel reset') as string,
    });
    expect((error as IntegrityError).message).toContain(path);
    expect(await readFile(path, 'utf8')).toBe('{"version": 1,');
  });

  it('of version 1 is taken: what was configured is what the host comes up with', () => {
    const { clock, links, fdb, addresses, routes, announcements } = busyWorld;
    const hosts = busyWorld.wire.hosts.map(({ address, mac, behind, vlan }) => ({ address, mac, behind, vlan }));
    const rest = { clock, links, fdb, addresses, routes, announcements };
    const old = { ...rest, version: 1, wire: { hosts }, neighbours: [] };
    expect(parseWorld(JSON.stringify(old), 'world.json')).toEqual({ ...busyWorld, boot: { links, addresses, routes } });
    expect(faultOf({ ...old, links: 'none' }).message).toContain('version 2, got version 1');
  });

  it('is refused when after a reboot it could not be', () => {
    const boot = { links: [], addresses: busyWorld.addresses, routes: [] };
    expect(faultOf({ ...busyWorld, boot }).message).toContain('after a reboot, there is no link');
    const on = { name: 'sw0', ageing: 300, ports: ['eth0', 'eth0'], entries: [], storm: null };
    expect(faultOf({ ...busyWorld, wire: { hosts: [], switches: [on] } }).message).toContain('plugged in twice');
  });

  it('is refused when it is of another version', () => {
    expect(faultOf({ ...defaultWorld(), version: 3 }).message).toContain('version 2, got version 3');
    expect(faultOf([]).message).toContain('got version undefined');
    expect(faultOf('null').message).toContain('got version undefined');
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { ...busyWorld, extra: 1 }, 'extra'],
    ['a link of an unknown kind', withLink('eth0', { kind: 'tunnel' }), 'links.1.kind'],
    ['a MAC in upper case', withLink('eth0', { mac: '52:54:00:AA:00:00' }), 'links.1.mac'],
    ['an impossible name', withLink('eth4', { name: 'a/b' }), '"a/b"'],
    ['two links of one name', withLink('eth4', { name: 'eth0' }), 'two links have the same name'],
    ['a master that is missing', withLink('eth4', { master: 'br9' }), 'its master is no bridge or bond'],
    [
      'a port without a bridge',
      withLink('eth4', { port: { state: 'forwarding', timer: null } }),
      'port data without a bridge',
    ],
    ['a port without its data', withLink('eth0', { port: null }), 'port data without a bridge, or the reverse'],
    ['a member its bond does not list', withLink('eth4', { master: 'bond0' }), 'does not list it'],
    [
      'a bond with a stray member',
      withLink('bond0', { members: [{ name: 'eth4', mac: '52:54:00:00:00:04', mtu: 1500 }] }),
      'bond does not list it once',
    ],
    ['a VLAN without a parent', withLink('eth1.5', { parent: 'eth9' }), 'its parent does not exist'],
    ['a VLAN on itself', withLink('eth1.5', { parent: 'eth1.5' }), 'stands on itself'],
    [
      'a loop',
      withLink('eth1.5', { parent: 'br0.5', master: 'br0', port: { state: 'disabled', timer: null } }),
      'stands on itself',
    ],
    [
      'an address of no link',
      { ...busyWorld, routes: [{ destination: 'default', via: null, device: 'eth9' }] },
      'no link "eth9"',
    ],
  ])('is refused with %s', (_, value, reason) => {
    expect(faultOf(value).message).toContain(reason);
  });

  it('that was written by hand may leave nothing out', () => {
    expect(faultOf({ ...busyWorld, wire: undefined }).message).toContain('wire');
  });
});
