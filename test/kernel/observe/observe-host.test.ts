import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bondView, bridgeView, fdbView, linkViews, vlanView } from '../../../src/kernel/observe/host-views.ts';
import { hostPicture } from '../../../src/kernel/observe/host-picture.ts';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import type { HostState } from '../../../src/kernel/observe/host-state.ts';
import { observeHost } from '../../../src/kernel/observe/observe-host.ts';
import { addressesSet, bondMembers } from '../../../src/kernel/observe/read-sysfs.ts';
import { probeFromHost } from '../../../src/kernel/observe/probe-host.ts';
import { projectRoot } from '../../helpers/project-root.ts';

/** What `ip` and `bridge` 6.1 printed on a Linux 6.1 with a bridge on a bond's VLAN. */
const printed = path.join(projectRoot, 'test/fixtures/kernel/iproute2-6.1.json');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sg-observe-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A search path with programs that do what the scripts say. */
async function programs(scripts: Readonly<Record<string, string>>): Promise<string> {
  const place = await mkdtemp(path.join(folder, 'bin-'));
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(path.join(place, name), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(place, name), 0o755);
  }
  return `${place}:/usr/bin:/bin`;
}

/** Programs that print what was recorded. */
async function recorded(): Promise<string> {
  const parts = JSON.parse(await readFile(printed, 'utf8')) as Record<string, unknown>;
  const place = await mkdtemp(path.join(folder, 'text-'));
  for (const [name, value] of Object.entries(parts)) await writeFile(path.join(place, name), JSON.stringify(value));
  const ip = `case "$*" in *address*) cat ${place}/addresses;; *route*) cat ${place}/routes;; *) cat ${place}/neighbours;; esac`;
  return programs({ ip, bridge: `cat ${place}/fdb` });
}

describe('what iproute2 prints', () => {
  let state: HostState;
  beforeAll(async () => {
    state = await observeHost(hostTools(await recorded()));
  });

  it('becomes links with normalised values', () => {
    const views = linkViews(state.links);
    expect(views.map(({ name, kind, operstate }) => [name, kind, operstate])).toEqual([
      ['bond0', 'bond', 'up'],
      ['bond0.5', 'vlan', 'up'],
      ['br0', 'bridge', 'up'],
      ['eth1', 'ethernet', 'up'],
      ['eth2', 'ethernet', 'up'],
      ['eth3', 'ethernet', 'up'],
      ['lo', 'loopback', 'unknown'],
    ]);
    expect(views.map(({ parent }) => parent)).toEqual([null, 'bond0', null, null, null, null, null]);
  });

  it('becomes bridges, bonds and VLANs, times in seconds', () => {
    expect(bridgeView(state.links, 'br0')).toMatchObject({
      stp: false,
      forwardDelay: 15,
      ageingTime: 300,
      ports: [
        { name: 'bond0.5', state: 'forwarding' },
        { name: 'eth3', state: 'forwarding' },
      ],
    });
    expect(bondView(state.links, 'bond0')).toMatchObject({
      mode: 'active-backup',
      miimon: 100,
      activeMember: 'eth1',
      members: [
        { name: 'eth1', linkUp: true },
        { name: 'eth2', linkUp: true },
      ],
    });
    expect(vlanView(state.links, 'bond0.5')).toMatchObject({ parent: 'bond0', id: 5 });
    expect([bridgeView(state.links, 'eth1'), bondView(state.links, 'br0'), vlanView(state.links, 'no')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('becomes forwarding entries without the copies for VLANs that nobody filters', () => {
    expect(fdbView(state.links, state.fdb, 'br0').map(({ mac, port, origin }) => [mac, port, origin])).toEqual([
      ['02:00:00:00:00:99', 'eth3', 'static'],
      [expect.any(String), 'bond0.5', 'permanent'],
      [expect.any(String), 'eth3', 'permanent'],
      [expect.any(String), 'eth3', 'learned'],
    ]);
    expect(() => fdbView(state.links, state.fdb, 'eth1')).toThrow(/Cannot find device/);
  });

  it('says when a neighbour last proved to be there', () => {
    expect(state.neighbours.map(({ address, confirmed }) => [address, confirmed])).toEqual([
      ['192.0.2.1', 738],
      ['fe80::1', null],
    ]);
  });

  it('becomes a picture without what the kernel makes by itself', () => {
    const picture = hostPicture(state);
    expect(picture.addresses['br0']).toEqual(['192.0.2.10/24', '2001:db8::10/64']);
    expect(picture.addresses['eth3']).toEqual([]);
    expect(picture.routes).toEqual({
      'default dev br0': expect.objectContaining({ device: 'br0' }) as unknown,
    });
    expect(picture.neighbours).toEqual({
      '192.0.2.1 dev br0': { address: '192.0.2.1', device: 'br0', mac: '52:54:00:ff:00:01' },
      'fe80::1 dev br0': { address: 'fe80::1', device: 'br0', mac: null },
    });
  });
});

describe('tools', () => {
  const failing = async (ip: string): Promise<unknown> =>
    observeHost(hostTools(await programs({ ip, bridge: 'echo "[]"' }))).catch((error: unknown) => error);

  it('that are missing, fail, or print what can not be read make the kernel unavailable', async () => {
    const nothing = await mkdtemp(path.join(folder, 'empty-'));
    await expect(observeHost(hostTools(nothing))).rejects.toMatchObject({
      code: 'EUNAVAILABLE',
      message: 'the program ip is not installed (package iproute2)',
    });
    expect(await failing('echo "Cannot open netlink socket" >&2; exit 1')).toMatchObject({
      code: 'EUNAVAILABLE',
      message: expect.stringContaining('Cannot open netlink socket') as unknown,
    });
    for (const text of ['{"no": "list"}', '[{"ifname": 7}]', '[{"ifname": "x", "addr_info": [', 'Segmentation fault'])
      expect(await failing(`echo '${text}'`)).toMatchObject({ code: 'EUNAVAILABLE' });
    expect(await failing('case "$*" in *address*) echo "[{},{}]";; esac')).toMatchObject({ links: [], routes: [] });
  });

  it('that hang are killed, and run without a shell', async () => {
    const tools = hostTools(await programs({ ip: 'exec sleep 100' }));
    await expect(tools.run('ip', [], { timeoutMs: 100 })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    const echo = hostTools(await programs({ ip: 'printf %s "$1"; printf %s "$LC_ALL$HOME"' }));
    expect(await echo.run('ip', ['$(id); `id`'])).toMatchObject({ status: 0, stdout: '$(id); `id`C' });
  });
});

describe('sysfs', () => {
  it('is not asked about names that are paths', async () => {
    await writeFile(path.join(folder, 'addr_assign_type'), '3\n');
    await writeFile(path.join(folder, 'ifindex'), '5\n');
    const below = path.join(folder, 'deeper');
    expect(addressesSet([{ ifname: '..', ifindex: 5 }], below)).toEqual(new Set());
    expect(addressesSet([{ ifname: '../x', ifindex: 5 }], below)).toEqual(new Set());
    expect(await bondMembers('..', below)).toEqual([]);
  });

  it('of another network namespace tells nothing', async () => {
    const device = path.join(folder, 'br0');
    await mkdir(device);
    await writeFile(path.join(device, 'addr_assign_type'), '3\n');
    await writeFile(path.join(device, 'ifindex'), '5\n');
    expect(addressesSet([{ ifname: 'br0', ifindex: 5 }], folder)).toEqual(new Set(['br0']));
    expect(addressesSet([{ ifname: 'br0', ifindex: 6 }], folder)).toEqual(new Set());
  });
});

describe('probe', () => {
  it('reads the round trip from ping, and no answer as unreachable', async () => {
    const answering = await programs({ ping: 'echo "64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.273 ms"' });
    expect(await probeFromHost(hostTools(answering), '192.0.2.1')).toEqual({ reachable: true, rttMs: 0.273 });
    const silent = hostTools(await programs({ ping: 'exit 1' }));
    expect(await probeFromHost(silent, '192.0.2.1', { timeoutSeconds: 0.2 })).toEqual({
      reachable: false,
      rttMs: null,
    });
  });

  it('says when it may not ask, and when it has nothing to ask with', async () => {
    const refused = hostTools(
      await programs({ ping: 'echo "ping: socktype: SOCK_RAW: Operation not permitted" >&2; exit 2' }),
    );
    await expect(probeFromHost(refused, '192.0.2.1')).rejects.toMatchObject({ code: 'EUNAVAILABLE' });
    const nothing = hostTools(await mkdtemp(path.join(folder, 'none-')));
    await expect(probeFromHost(nothing, '192.0.2.1')).rejects.toMatchObject({
      code: 'EUNAVAILABLE',
      message: expect.stringContaining('iputils-ping') as unknown,
    });
  });
});
