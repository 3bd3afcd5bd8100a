import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { decodeRecords, encodeRecord } from '../../../src/kernel/journal/journal-line.ts';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { NetworkManagerKernel } from '../../../src/kernel/networkmanager/networkmanager-kernel.ts';
import type { NetworkManager } from '../../../src/kernel/networkmanager/network-manager.ts';
import { openManager } from '../../../src/kernel/networkmanager/open-manager.ts';
import { quiet } from '../../../src/kernel/networkmanager/reactivate.ts';
import { withValues } from '../../../src/kernel/networkmanager/settings.ts';
import { valueToJson } from '../../../src/kernel/networkmanager/variant.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { killCount, killEverywhere, recovered } from '../kill-everywhere.ts';
import { describeLab } from '../lab.ts';
import { freshManagedNetwork, managerPid, startManager, stopManager } from '../manager.ts';
import { freshNetwork } from '../network.ts';
import { Victims, type Task } from '../victim.ts';

const kills = killCount(90);

/** A bridge comes, another goes, ports move, a card gets another address and MTU. */
const calls: Task['calls'] = [
  ['createBridge', 'br1', { ports: ['eth2'], mac: '02:00:00:00:00:01' }],
  ['attachPort', 'br1', 'eth1'],
  ['deleteBridge', 'old'],
  ['setMtu', 'eth2', 1400],
  ['setUp', 'eth0', false],
  ['setMac', 'eth3', '02:00:00:00:00:02'],
  ['detachPort', 'br1', 'eth2'],
];

describeLab('networkmanager', 'kill -9, with NetworkManager', () => {
  let folder: string;
  let journals: string;
  let victims: Victims;
  let kernel: NetworkManagerKernel;
  let manager: NetworkManager;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
    victims = await Victims.in(folder);
    manager = await openManager();
  });
  beforeEach(async () => {
    journals = await mkdtemp(path.join(folder, 'journal-'));
    kernel = await NetworkManagerKernel.open({ journals });
  });
  afterEach(() => kernel.close());
  afterAll(async () => {
    victims.end();
    manager.close();
    await rm(folder, { recursive: true });
  });

  async function prepare(): Promise<void> {
    await freshManagedNetwork();
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('createBridge', ['old', { ports: ['eth3'], mac: '02:00:00:00:00:0a' }]);
    await transaction.commit();
    await expect.poll(picture, { timeout: 5_000 }).toMatchObject({ links: { old: { operstate: 'up' } } });
  }

  /** Configuration and profiles, without what traffic teaches, and the checkpoints in force. */
  async function picture(): Promise<object> {
    const { links, addresses, routes } = asNetworkSnapshot(await kernel.snapshot());
    const { profiles, actives, checkpoints } = await manager.look();
    const saved = profiles
      .filter(({ unsaved }) => !unsaved)
      .map(({ id, settings }) => [
        id,
        canonicalJson(valueToJson(withValues(settings, 'connection', { timestamp: undefined }))),
      ]);
    const active = actives.map(({ uuid }) => profiles.find((profile) => profile.uuid === uuid)?.id);
    return { links, addresses, routes, saved: saved.sort(), active: active.sort(), checkpoints };
  }

  /** Every sixth time NetworkManager dies with it, and its checkpoint with NetworkManager. */
  function withManager(round: number): boolean {
    return round % 6 === 5;
  }

  it(`at every step and between, ${kills} times: a recovery leaves the state from before`, async () => {
    await prepare();
    await killEverywhere({
      victims,
      kernel: 'networkmanager',
      journals,
      calls,
      kills,
      picture,
      also: (round) => (withManager(round) ? managerPid() : undefined),
      afterKill: async (round) => {
        if (withManager(round)) await startManager();
      },
    });
  }, 900_000);

  it('NetworkManager alone, in mid-run: sg takes its work back, or leaves what a recovery takes back', async () => {
    await prepare();
    const before = await picture();
    const task: Task = { journals, kernel: 'networkmanager', work: 'take back', calls, at: 0, survive: true };
    const { points } = await victims.run(task);
    for (const share of [0.05, 0.4, 0.75]) {
      const pid = managerPid();
      const restarted = vi.waitUntil(() => isGone(pid), { timeout: 30_000, interval: 20 }).then(startManager);
      const { status } = await victims.run({ ...task, at: Math.ceil(points.length * share), also: pid });
      await restarted;
      expect([0, 4]).toContain(status);
      await recovered(journals, `NetworkManager killed after ${share}`);
      await expect.poll(picture, { timeout: 10_000 }).toEqual(before);
    }
  });

  it("nobody recovers: the checkpoint's timer brings back what NetworkManager knows of, a later recovery the rest", async () => {
    await prepare();
    const before = await picture();
    const known = calls.filter(([operation]) => !operation.startsWith('set'));
    const task: Task = { journals, kernel: 'networkmanager', work: 'take back', calls: known, at: 0 };
    const { points } = await victims.run(task);
    for (const order of [known, calls]) {
      expect(await victims.run({ ...task, calls: order, at: points.length >> 1 })).toMatchObject({ killed: true });
      const [checkpoint] = (await manager.look()).checkpoints;
      await manager.extendCheckpoint(checkpoint?.path ?? '', 1);
      if (order === known) await expect.poll(picture, { timeout: 15_000 }).toEqual(before);
      await vi.waitUntil(async () => (await manager.look()).checkpoints.length === 0, { timeout: 15_000 });
      await recovered(journals, 'fired');
      await expect.poll(picture, { timeout: 10_000 }).toEqual(before);
    }
  });

  it('a power cut: profiles are as before, and devices as these make them', async () => {
    await prepare();
    await reboot(() => Promise.resolve());
    await expect.poll(picture, { timeout: 15_000 }).toMatchObject({ links: { old: { operstate: 'up' } } });
    const before = await picture();
    const task: Task = { journals, kernel: 'networkmanager', work: 'commit', calls, at: 0 };
    for (const at of [20, 45, 70]) {
      expect(await victims.run({ ...task, at })).toMatchObject({ killed: true });
      await reboot(() => asOfAnEarlierBoot(journals));
      await recovered(journals, `power cut at ${at}`);
      await expect.poll(picture, { timeout: 15_000 }).toEqual(before);
    }
  });

  /** What is left of a host without power: its disk. */
  async function reboot(meanwhile: () => Promise<void>): Promise<void> {
    await stopManager('SIGKILL');
    freshNetwork();
    await rm('/run/NetworkManager/devices', { recursive: true, force: true });
    await meanwhile();
    await startManager();
    // What starts by itself has begun when there is more than the loopback.
    await vi.waitUntil(async () => (await manager.look()).actives.length > 1, { timeout: 15_000 });
    await quiet(manager);
  }
});

/** The journal as another start of the host finds it, its last line torn. */
async function asOfAnEarlierBoot(journals: string): Promise<void> {
  for (const name of await readdir(journals)) {
    const file = path.join(journals, name);
    const lines = decodeRecords(await readFile(file, 'utf8')).map((record) =>
      encodeRecord(record.t === 'begin' ? { ...record, boot: 'an earlier one' } : record),
    );
    await writeFile(file, `${lines.join('')}0000`);
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
