import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { openManager } from '../../../src/kernel/networkmanager/open-manager.ts';
import { observedHost, recoverOnHost } from '../../../src/organism/world/host-kernel.ts';
import { watchRound } from '../../../src/organism/watch/watch-round.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { freshManagedNetwork, savedProfiles } from '../manager.ts';
import { Pathways, setWindows } from '../pathways.ts';

const program = path.join(import.meta.dirname, '..', 'programs', 'run-and-die.ts');
const input = { bridge_name: 'br0', interfaces: ['eth1'], stp_enabled: false };

describeLab('networkmanager', 'kill -9 around a change that is left to be confirmed', () => {
  let repository: GenomeRepository;
  let before: object;
  beforeEach(async () => {
    await freshManagedNetwork();
    repository = await genomeRepository();
    setWindows(repository, 1);
    before = await world();
  });

  async function world(): Promise<object> {
    const seen = asNetworkSnapshot(await (await observedHost(repository.root, 'networkmanager')).snapshot());
    return { links: seen.links, addresses: seen.addresses };
  }

  function killedAt(moment: string, command: 'run' | 'watch'): void {
    const args = ['--import', 'tsx', program, moment, repository.root, command, JSON.stringify(input)];
    expect(spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }).signal).toBe('SIGKILL');
  }

  async function checkpoints(): Promise<number> {
    const manager = await openManager();
    const { length } = (await manager.look()).checkpoints;
    manager.close();
    return length;
  }

  async function isAsBefore(): Promise<void> {
    expect(await checkpoints()).toBe(0);
    expect(readdirSync(repository.file('.sg', 'host', 'journal'))).toEqual([]);
    await expect.poll(world, { timeout: 10_000 }).toEqual(before);
    expect(savedProfiles()).toEqual([]);
  }

  const undone = [
    ['before the checkpoint is asked for', '+append:checkpoint-intent', 0],
    ['when it was made, and nobody had written down which one it is', 'append:checkpoint', 1],
    ['before it is on record that the work stays', 'append:armed', 1],
    ['when that is on record, and the timer is not set', '+append:armed', 1],
    ['when the timer is set, and the journal has no new name', '+extendCheckpoint', 1],
  ] as const;
  it.each(undone)('%s: undone by the next command, and no checkpoint is left', async (_when, moment, left) => {
    killedAt(moment, 'run');
    expect(await checkpoints()).toBe(left);
    expect(await recoverOnHost(repository.root, false)).toMatchObject({ ok: true, waiting: [] });
    await isAsBefore();
  });

  it("another program's checkpoint is never taken for one that was lost", async () => {
    killedAt('+append:checkpoint-intent', 'run');
    const manager = await openManager();
    const theirs = await manager.createCheckpoint(60);
    expect(await recoverOnHost(repository.root, false)).toMatchObject({ ok: true });
    expect((await manager.look()).checkpoints.map((one) => one.path)).toEqual([theirs]);
    await manager.destroyCheckpoint(theirs);
    manager.close();
  });

  it('when all is set: it stands, and is confirmed later', async () => {
    killedAt('+leaveArmed', 'run');
    expect(await recoverOnHost(repository.root, false)).toMatchObject({ recovered: [], waiting: [{}] });
    await delay(1_500);
    const place = { start: repository.root, kernel: 'networkmanager', phenotype: 'default', world: undefined } as const;
    expect(await watchRound(place)).toMatchObject({ ok: true, changes: [{ state: 'confirmed' }] });
    expect(await checkpoints()).toBe(0);
    expect(savedProfiles()).toEqual(['sg-br0', 'sg-eth1']);
  });

  it.each(['destroyCheckpoint', '+destroyCheckpoint'])('watch dies at %s: the old state or the new', async (moment) => {
    await new Pathways('networkmanager', repository).run('provision_management_bridge', input, { wait: false });
    await delay(1_500);
    killedAt(moment, 'watch');
    const { waiting } = await recoverOnHost(repository.root, false);
    if (waiting.length === 0) await isAsBefore();
    else {
      await recoverOnHost(repository.root, true);
      expect(savedProfiles()).toEqual(['sg-br0', 'sg-eth1']);
    }
    expect(waiting).toHaveLength(moment.startsWith('+') ? 0 : 1);
    expect(await checkpoints()).toBe(0);
  });
});
