import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recoverHost } from '../../../src/kernel/iproute2/recover-host.ts';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { NetworkManagerKernel } from '../../../src/kernel/networkmanager/networkmanager-kernel.ts';
import { openManager } from '../../../src/kernel/networkmanager/open-manager.ts';
import { recoverManager } from '../../../src/kernel/networkmanager/recover-manager.ts';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import { describeLab } from '../lab.ts';
import { activeProfiles, freshManagedNetwork, restartManager, savedProfiles } from '../manager.ts';

const program = path.join(import.meta.dirname, '..', 'programs', 'change-network.ts');
const kills = Number(process.env['LAB_KILLS'] ?? 10);

/** A bridge comes, another goes, ports move, a card gets another address and MTU. */
const calls = [
  ['createBridge', 'br1', { ports: ['eth2'], mac: '02:00:00:00:00:01' }],
  ['attachPort', 'br1', 'eth1'],
  ['deleteBridge', 'old'],
  ['setMtu', 'eth2', 1400],
  ['setUp', 'eth0', false],
  ['setMac', 'eth3', '02:00:00:00:00:02'],
  ['detachPort', 'br1', 'eth2'],
];

/** Kill moments spread over the work by a fixed rule, so that a failure can be had again. */
function moment(round: number): number {
  return (round * 379) % 2_000;
}

describeLab('networkmanager', 'kill -9 at any moment, with NetworkManager', () => {
  let folder: string;
  let kernel: NetworkManagerKernel;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
    await freshManagedNetwork();
    kernel = await NetworkManagerKernel.open({ journals: folder });
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('createBridge', ['old', { ports: ['eth3'], mac: '02:00:00:00:00:0a' }]);
    await transaction.commit();
  });
  afterAll(async () => {
    await kernel.close();
    await rm(folder, { recursive: true });
  });

  async function state(): Promise<object> {
    const { links, addresses, routes } = asNetworkSnapshot(await kernel.snapshot());
    return { links, addresses, routes, saved: savedProfiles(), active: activeProfiles() };
  }

  it(`is undone by a recovery, ${kills} times, and none is left broken`, async () => {
    await delay(1_500);
    const before = await state();
    const outcomes: string[] = [];
    for (let round = 0; round < kills; round += 1) {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', program, folder, JSON.stringify(calls), 'networkmanager'],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      await once(child.stdout, 'data');
      await delay(moment(round));
      child.kill('SIGKILL');
      await once(child, 'close');
      // Every third time NetworkManager as well: its checkpoint is gone with it.
      if (round % 3 === 2) await restartManager('SIGKILL');
      const profiles = (story: Parameters<typeof recoverManager>[1]): Promise<readonly string[]> =>
        recoverManager(hostTools(), story);
      const recovered = await recoverHost({ journals: folder, tools: hostTools(), incomplete: false, profiles });
      expect(recovered).toMatchObject([{ differences: [] }]);
      outcomes.push(...recovered.map(({ outcome }) => outcome));
      expect(await readdir(folder)).toEqual([]);
      await expect.poll(state, { timeout: 10_000 }).toEqual(before);
    }
    expect(outcomes).toContain('restored');
    const manager = await openManager();
    expect((await manager.look()).checkpoints).toEqual([]);
    manager.close();
    const undone = outcomes.filter((outcome) => outcome === 'restored').length;
    console.log(`${kills} kills, ${undone} in the midst of changes, 0 left broken`);
  }, 900_000);
});
