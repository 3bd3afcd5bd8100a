import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { recoverHost } from '../../../src/kernel/iproute2/recover-host.ts';
import { decodeRecords, encodeRecord } from '../../../src/kernel/journal/journal-line.ts';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { killCount, killEverywhere, recovered } from '../kill-everywhere.ts';
import { describeLab } from '../lab.ts';
import { freshNetwork, ip } from '../network.ts';
import { Victims, type Task } from '../victim.ts';

const kills = killCount(120);

/** Ports leave and join, a bridge comes, another goes, an address with its routes is lost. */
const calls: Task['calls'] = [
  ['createBridge', 'br1', { ports: ['eth2'], mac: '02:00:00:00:00:01' }],
  ['deleteBridge', 'old'],
  ['attachPort', 'br1', 'eth3'],
  ['setMtu', 'eth2', 1400],
  ['setUp', 'eth0', false],
  ['setMac', 'eth3', '02:00:00:00:00:02'],
  ['detachPort', 'br1', 'eth2'],
];

describeLab('namespace', 'kill -9', () => {
  let folder: string;
  let journals: string;
  let victims: Victims;
  let kernel: Iproute2Kernel;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
    journals = path.join(folder, 'journal');
    victims = await Victims.in(folder);
    kernel = await Iproute2Kernel.open({ journals });
  });
  afterAll(async () => {
    victims.end();
    await rm(folder, { recursive: true });
  });

  async function prepare(): Promise<object> {
    freshNetwork();
    ip('link', 'add', 'old', 'address', '02:00:00:00:00:0a', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth3', 'master', 'old');
    ip('link', 'set', 'dev', 'old', 'up');
    ip('address', 'add', '198.51.100.1/24', 'dev', 'old');
    ip('address', 'add', '192.0.2.10/24', 'dev', 'eth0');
    ip('address', 'add', '2001:db8::10/64', 'dev', 'eth0', 'nodad');
    ip('route', 'add', 'default', 'via', '192.0.2.1');
    return atRest();
  }

  /** Operational states follow up to a second late (net/core/link_watch.c). */
  async function atRest(): Promise<object> {
    const operstate = (name: string): unknown =>
      (JSON.parse(ip('-json', 'link', 'show', 'dev', name)) as { operstate: string }[])[0]?.operstate;
    await expect
      .poll(() => ['old', 'eth0', 'eth1', 'eth2', 'eth3'].map(operstate), { timeout: 5_000 })
      .toEqual(Array(5).fill('UP'));
    return picture();
  }

  /** Configuration: without what traffic teaches. */
  async function picture(): Promise<object> {
    const { links, addresses, routes } = asNetworkSnapshot(await kernel.snapshot());
    return { links, addresses, routes };
  }

  it(`at every step and between, ${kills} times: a recovery leaves the state from before`, async () => {
    await prepare();
    await killEverywhere({ victims, kernel: 'iproute2', journals, calls, kills, picture });
  }, 900_000);

  it('while it commits: the state is the old one or the new one, and the journal goes', async () => {
    const task: Task = { journals, kernel: 'iproute2', work: 'commit', calls, at: 0 };
    const before = await prepare();
    const { points } = await victims.run(task);
    const after = await picture();
    const outcomes = new Set<string>();
    // The last record of the journal, and what leads there.
    for (let at = points.length - 3; at <= points.length; at += 1) {
      expect(await prepare()).toEqual(before);
      expect(await victims.run({ ...task, at })).toMatchObject({ killed: true });
      const undone = await recovered(journals, `commit, at ${at}`);
      await expect.poll(picture, { timeout: 5_000 }).toEqual(undone ? before : after);
      outcomes.add(undone ? 'old' : 'new');
    }
    expect([...outcomes].sort()).toEqual(['new', 'old']);
  });

  it('a power cut at any point of the journal: what was done at run time is gone with the host', async () => {
    const before = await prepare();
    await victims.run({ journals, kernel: 'iproute2', work: 'take back', calls, at: 40 });
    const [name = ''] = await readdir(journals);
    const file = path.join(journals, name);
    const records = decodeRecords(await readFile(file, 'utf8')).map((record) =>
      encodeRecord(record.t === 'begin' ? { ...record, boot: 'an earlier one' } : record),
    );
    await prepare();
    const text = records.join('');
    const ends = records.map((_, at) => records.slice(0, at + 1).join('').length);
    // Whole records, and the last one torn at its beginning, in the middle, before its line feed.
    for (const end of ends.flatMap((whole, at) => [whole, whole - 1, whole - (records[at]!.length >> 1)])) {
      await writeFile(file, text.slice(0, end));
      const [found] = await recoverHost({ journals, tools: hostTools(), incomplete: false });
      expect(found).toMatchObject({ outcome: end < ends[0]! ? 'nothing-to-do' : 'restarted', differences: [] });
      expect(await readdir(journals)).toEqual([]);
    }
    expect(await picture()).toEqual(before);
  });
});
