import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import type { KernelPort, Transaction } from '../../../src/kernel/kernel.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { freshNetwork, ip } from '../network.ts';
import { Pathways, setWindows } from '../pathways.ts';

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

/** The host's bridge. It says nothing by itself. */
function bridgeOfTheHost(): void {
  ip('link', 'add', 'br0', 'address', pinned, 'type', 'bridge', 'mcast_snooping', '0');
  ip('link', 'set', 'dev', 'br0', 'addrgenmode', 'none');
  ip('link', 'set', 'dev', 'br0', 'up');
  ip('address', 'add', '192.0.2.10/24', 'dev', 'br0');
}

/** With eth1 as its uplink, known to the switch. */
async function uplinkThroughEth1(port: KernelPort): Promise<void> {
  bridgeOfTheHost();
  ip('neighbour', 'add', '192.0.2.2', 'lladdr', peerMac(), 'dev', 'br0', 'nud', 'permanent');
  await port.call('attachPort', ['br0', 'eth1']);
}

function peerMac(): string {
  const [nic] = JSON.parse(ip('-n', 'peer', '-json', 'link', 'show', 'dev', 'nic0')) as { address: string }[];
  return nic?.address ?? '';
}

function unplug(): void {
  const names = ip('netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
  for (const name of names) if (name !== '') ip('netns', 'delete', name);
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
    unplug();
  });

  async function moveUplink(port: KernelPort): Promise<void> {
    await port.call('detachPort', ['br0', 'eth1']);
    await port.call('attachPort', ['br0', 'eth2']);
  }

  it('loses the traffic of others until the switch forgets, when nothing is announced', async () => {
    plugIn(2);
    const port = transaction.port();
    await uplinkThroughEth1(port);
    expect(peerReaches()).toBe(true);
    await moveUplink(port);
    expect(peerReaches()).toBe(false);
    // What the switch has not heard of for its ageing time it sends everywhere.
    await delay(3_500);
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

/** The peer's packets, five a second, and which of them were answered. */
class Talk {
  readonly #ping = spawn('ip', ['netns', 'exec', 'peer', 'ping', '-n', '-i', '0.2', '192.0.2.10']);
  readonly #answered: number[] = [];

  constructor() {
    this.#ping.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const [, number] of text.matchAll(/icmp_seq=(\d+) ttl/g)) this.#answered.push(Number(number));
    });
  }

  /** Until so many more have been answered. */
  async heard(count: number): Promise<void> {
    const from = this.#answered.length;
    await vi.waitUntil(() => this.#answered.length >= from + count, { timeout: 10_000, interval: 50 });
  }

  /** How many in a row were lost, at the most. */
  get longestSilence(): number {
    return Math.max(...this.#answered.slice(1).map((number, at) => number - this.#answered[at]! - 1));
  }

  async end(): Promise<void> {
    this.#ping.kill();
    await once(this.#ping, 'close');
  }
}

describeLab('namespace', 'bridge_uplink between two ports of a real switch, with a peer that talks', () => {
  let repository: GenomeRepository;
  let talk: Talk;
  beforeEach(async () => {
    freshNetwork();
    plugIn(300);
    bridgeOfTheHost();
    ip('link', 'set', 'dev', 'eth1', 'master', 'br0');
    repository = await genomeRepository();
    talk = new Talk();
    await talk.heard(3);
  });
  afterEach(async () => {
    await talk.end();
    unplug();
  });

  /** The seed allele tells nobody; with `announcing` it does. */
  function express(announcing: boolean, windowSeconds: number): void {
    const [dominant] = repository.expressed('bridge_uplink');
    const silent = repository.source('bridge_uplink', dominant!);
    const pins = 'await kernel.setMac(bridge.name, bridge.mac);';
    const loud = silent.replace(pins, `{ ${pins} await kernel.announce(bridge.name); }`);
    expect(loud).not.toBe(silent);
    repository.express('bridge_uplink', [announcing ? loud : silent]);
    setWindows(repository, windowSeconds);
  }

  const move = { bridge_name: 'br0', uplink: 'eth2', replaces: 'eth1' };

  it('without an announcement the peer is lost, check_neighbours sees it, and the bridge goes back', async () => {
    express(false, 24);
    const report = await new Pathways('iproute2', repository).run('bridge_uplink', move);
    expect(report).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true } });
    expect(JSON.stringify(report)).toContain('none of 1 neighbours is heard any more');
    await talk.heard(3);
    expect(ip('-o', 'link', 'show', 'master', 'br0')).toMatch(/eth1/);
    // All the time until the rollback.
    expect(talk.longestSilence).toBeGreaterThan(5 * 10);
  });

  it('with one it is heard again at once, and the bridge stays', async () => {
    express(true, 3);
    const report = await new Pathways('iproute2', repository).run('bridge_uplink', move);
    expect(report).toMatchObject({ ok: true, healthy: true, rolledBack: false });
    await talk.heard(3);
    expect(ip('-o', 'link', 'show', 'master', 'br0')).toMatch(/eth2/);
    expect(talk.longestSilence).toBeLessThan(5 * 10);
  });
});
