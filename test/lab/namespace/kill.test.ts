import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { recoverHost } from '../../../src/kernel/iproute2/recover-host.ts';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { describeLab } from '../lab.ts';
import { freshNetwork, ip } from '../network.ts';

const program = path.join(import.meta.dirname, '..', 'programs', 'change-network.ts');
const kills = Number(process.env['LAB_KILLS'] ?? 20);

/** Ports leave and join, a bridge comes, another goes, an address with its routes is lost. */
const calls = [
  ['createBridge', 'br1', { ports: ['eth2'], mac: '02:00:00:00:00:01' }],
  ['deleteBridge', 'old'],
  ['attachPort', 'br1', 'eth3'],
  ['setMtu', 'eth2', 1400],
  ['setUp', 'eth0', false],
  ['setMac', 'eth3', '02:00:00:00:00:02'],
  ['detachPort', 'br1', 'eth2'],
];

/** Kill moments spread over the work by a fixed rule, so that a failure can be had again. */
function moment(round: number): number {
  return (round * 137) % 700;
}

describeLab('namespace', 'kill -9 at any moment', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  function prepare(): void {
    freshNetwork();
    ip('link', 'add', 'old', 'address', '02:00:00:00:00:0a', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth3', 'master', 'old');
    ip('link', 'set', 'dev', 'old', 'up');
    ip('address', 'add', '198.51.100.1/24', 'dev', 'old');
    ip('address', 'add', '192.0.2.10/24', 'dev', 'eth0');
    ip('address', 'add', '2001:db8::10/64', 'dev', 'eth0', 'nodad');
    ip('route', 'add', 'default', 'via', '192.0.2.1');
  }

  /** Configuration: without what traffic teaches. */
  async function picture(kernel: Iproute2Kernel): Promise<object> {
    const { links, addresses, routes } = asNetworkSnapshot(await kernel.snapshot());
    return { links, addresses, routes };
  }

  it(`is undone by a recovery, ${kills} times, and none is left broken`, async () => {
    prepare();
    const kernel = await Iproute2Kernel.open({ journals: folder });
    await delay(1_500);
    const before = await picture(kernel);
    let undone = 0;
    for (let round = 0; round < kills; round += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', program, folder, JSON.stringify(calls)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await delay(moment(round));
      child.kill('SIGKILL');
      await once(child, 'close');
      // A call of ip that was under way ends by itself.
      await delay(20);
      const recovered = await recoverHost({ journals: folder, tools: hostTools(), incomplete: false });
      expect(recovered.map(({ outcome }) => outcome)).toEqual([expect.stringMatching(/^(restored|nothing-to-do)$/)]);
      undone += recovered.filter(({ outcome }) => outcome === 'restored').length;
      expect(await readdir(folder)).toEqual([]);
      await expect.poll(() => picture(kernel), { timeout: 5_000 }).toEqual(before);
    }
    expect(undone).toBeGreaterThan(0);
    console.log(`${kills} kills, ${undone} in the midst of changes, 0 left broken`);
  }, 900_000);
});
