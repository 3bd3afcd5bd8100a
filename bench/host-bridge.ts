import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NetworkManagerKernel } from '../src/kernel/networkmanager/networkmanager-kernel.ts';
import { median, timed } from './median.ts';
import type { BenchRow } from './row.ts';

/**
 * Row 7, inside the lab with a NetworkManager: a bridge with two ports, by sg's kernel with checkpoint, journal and commit,
 * against `nmcli connection add` and `up` of the same three profiles. Verification is apart.
 */
const rounds = process.argv.includes('--smoke') ? 1 : 7;
const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-bridge-'));
const nmcli = (...args: readonly string[]): void => {
  execFileSync('nmcli', args, { stdio: ['ignore', 'ignore', 'inherit'] });
};

function byNmcli(): void {
  nmcli(
    'connection',
    'add',
    'type',
    'bridge',
    'con-name',
    'br0',
    'ifname',
    'br0',
    'bridge.stp',
    'no',
    'ipv4.method',
    'disabled',
    'ipv6.method',
    'disabled',
  );
  for (const port of ['eth0', 'eth1'])
    nmcli('connection', 'add', 'type', 'ethernet', 'con-name', `br0-${port}`, 'ifname', port, 'master', 'br0');
  nmcli('connection', 'up', 'br0-eth0');
  nmcli('connection', 'up', 'br0-eth1');
}

function undo(): void {
  for (const name of ['br0-eth0', 'br0-eth1', 'br0']) nmcli('connection', 'delete', name);
}

try {
  const reference: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    reference.push(
      ...(await timed(1, async () => {
        byNmcli();
        await Promise.resolve();
      })),
    );
    undo();
  }
  const kernel = await NetworkManagerKernel.open({ journals: folder });
  const own: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const make = async (operation: string, ...args: readonly never[]): Promise<void> => {
      const transaction = await kernel.begin({ label: 'bench' });
      await transaction.port().call(operation, args);
      await transaction.commit();
    };
    own.push(
      ...(await timed(1, () => make('createBridge', 'br0' as never, { ports: ['eth0', 'eth1'], stp: false } as never))),
    );
    await make('deleteBridge', 'br0' as never);
  }
  await kernel.close();
  const [taken, nm] = [median(own), median(reference)];
  const row: BenchRow = {
    id: '7',
    work: 'bridge with two ports on NetworkManager, verification apart',
    measured: `${taken.toFixed(0)} ms with checkpoint and journal`,
    reference: `nmcli add and up: ${nm.toFixed(0)} ms`,
    ratio: `${taken > nm ? '+' : ''}${(taken - nm).toFixed(0)} ms`,
    goals: [{ says: 'nmcli and 50 ms', reached: taken <= nm + 50 }],
    values: { milliseconds: taken, nmcliMilliseconds: nm },
  };
  console.log(JSON.stringify([row]));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
