import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import type { KernelPort, Transaction } from '../../../src/kernel/kernel.ts';
import { describeLab } from '../lab.ts';
import { freshNetwork, ip } from '../network.ts';

const pinned = '02:00:00:00:00:10';

/** A switch in a namespace of its own: eth1 and eth2 are plugged in, and behind it stands a peer. */
function plugIn(ageingSeconds: number): void {
  ip('netns', 'add', 'upstream');
  ip('netns', 'add', 'peer');
  for (const wire of ['wire1', 'wire2']) ip('link', 'set', 'dev', wire, 'netns', 'upstream');
  const inSwitch = (...args: readonly string[]): string => ip('-n', 'upstream', ...args);
  const inPeer = (...args: readonly string[]): string => ip('-n', 'peer', ...args);
  const quiet = ['mcast_snooping', '0', 'ageing_time', String(ageingSeconds * 100)];
  inSwitch('link', 'add', 'sw0', 'type', 'bridge', ...quiet);
  inSwitch('link', 'add', 'port0', 'type', 'veth', 'peer', 'name', 'nic0', 'netns', 'peer');
  for (const link of ['sw0', 'port0']) inSwitch('link', 'set', 'dev', link, 'addrgenmode', 'none');
  for (const port of ['wire1', 'wire2', 'port0']) inSwitch('link', 'set', 'dev', port, 'master', 'sw0', 'up');
  inSwitch('link', 'set', 'dev', 'sw0', 'up');
  inPeer('link', 'set', 'dev', 'nic0', 'addrgenmode', 'none');
  inPeer('link', 'set', 'dev', 'nic0', 'up');
  inPeer('address', 'add', '192.0.2.2/24', 'dev', 'nic0');
  // The peer knows the host's address already, so that nothing but the switch decides where its frames go.
  inPeer('neighbour', 'add', '192.0.2.10', 'lladdr', pinned, 'dev', 'nic0', 'nud', 'permanent');
}

/** The host's bridge, with eth1 as its uplink, known to the switch. It says nothing by itself. */
async function uplinkThroughEth1(port: KernelPort): Promise<void> {
  ip('link', 'add', 'br0', 'address', pinned, 'type', 'bridge', 'mcast_snooping', '0');
  ip('link', 'set', 'dev', 'br0', 'addrgenmode', 'none');
  ip('link', 'set', 'dev', 'br0', 'up');
  ip('address', 'add', '192.0.2.10/24', 'dev', 'br0');
  ip('neighbour', 'add', '192.0.2.2', 'lladdr', peerMac(), 'dev', 'br0', 'nud', 'permanent');
  await port.call('attachPort', ['br0', 'eth1']);
}

function peerMac(): string {
  const [nic] = JSON.parse(ip('-n', 'peer', '-json', 'link', 'show', 'dev', 'nic0')) as { address: string }[];
  return nic?.address ?? '';
}

/** Whether a packet of the peer reaches the host. */
function peerReaches(): boolean {
  try {
    execFileSync('ip', ['netns', 'exec', 'peer', 'ping', '-n', '-c', '1', '-W', '1', '192.0.2.10'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

describeLab('namespace', 'an uplink that moves to another port of the switch', () => {
  let folder: string;
  let transaction: Transaction;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    freshNetwork();
    transaction = await (await Iproute2Kernel.open({ journals: folder })).begin({ label: 'uplink' });
  });
  afterEach(async () => {
    await transaction.commit();
    for (const namespace of ip('netns', 'list')
      .split('\n')
      .filter((line) => line !== ''))
      ip('netns', 'delete', namespace.split(' ')[0] ?? '');
  });

  async function moveUplink(port: KernelPort): Promise<void> {
    await port.call('detachPort', ['br0', 'eth1']);
    await port.call('attachPort', ['br0', 'eth2']);
  }

  it('loses the traffic of others until the switch forgets, when nothing is announced', async () => {
    plugIn(6);
    const port = transaction.port();
    await uplinkThroughEth1(port);
    expect(peerReaches()).toBe(true);
    await moveUplink(port);
    expect(peerReaches()).toBe(false);
    // What the switch has not heard of for its ageing time it sends everywhere.
    await delay(9_000);
    expect(peerReaches()).toBe(true);
  });

  it('keeps it when the address is announced, long before the switch would forget', async () => {
    plugIn(300);
    const port = transaction.port();
    await uplinkThroughEth1(port);
    expect(peerReaches()).toBe(true);
    await moveUplink(port);
    expect(peerReaches()).toBe(false);
    await port.call('announce', ['br0']);
    expect(peerReaches()).toBe(true);
    expect(await port.call('probe', ['192.0.2.2', { from: 'br0' }])).toMatchObject({ reachable: true });
  });

  it('keeps it as well where the bridge has no IP address to announce', async () => {
    plugIn(300);
    const port = transaction.port();
    await uplinkThroughEth1(port);
    expect(peerReaches()).toBe(true);
    await moveUplink(port);
    ip('address', 'delete', '192.0.2.10/24', 'dev', 'br0');
    await port.call('announce', ['br0']);
    ip('address', 'add', '192.0.2.10/24', 'dev', 'br0');
    ip('neighbour', 'replace', '192.0.2.2', 'lladdr', peerMac(), 'dev', 'br0', 'nud', 'permanent');
    expect(peerReaches()).toBe(true);
  });
});
