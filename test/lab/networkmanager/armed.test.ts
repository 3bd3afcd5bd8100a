import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import type { CheckpointInForce } from '../../../src/kernel/networkmanager/manager-state.ts';
import type { NetworkManager } from '../../../src/kernel/networkmanager/network-manager.ts';
import { openManager } from '../../../src/kernel/networkmanager/open-manager.ts';
import { readLedgerState } from '../../../src/ledger/read-ledger-state.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { observedHost, recoverOnHost } from '../../../src/organism/world/host-kernel.ts';
import type { RunReport } from '../../../src/organism/run/report.ts';
import { dueEntries } from '../../../src/organism/watch/due-checks.ts';
import { watchRound, type WatchRound } from '../../../src/organism/watch/watch-round.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { freshManagedNetwork, restartManager, savedProfiles } from '../manager.ts';
import { ip } from '../network.ts';
import { Pathways, setWindows } from '../pathways.ts';

const input = { bridge_name: 'br0', interfaces: ['eth1'], stp_enabled: false };

describeLab('networkmanager', 'a change that is left to be confirmed', () => {
  let repository: GenomeRepository;
  let before: object;
  beforeEach(async () => {
    await freshManagedNetwork();
    repository = await genomeRepository();
    setWindows(repository, 2);
    before = await world();
  });

  async function world(): Promise<object> {
    const { links, addresses } = asNetworkSnapshot(
      await (await observedHost(repository.root, 'networkmanager')).snapshot(),
    );
    return { links, addresses };
  }

  function run(target = 'provision_management_bridge', value: JsonObject = input): Promise<RunReport> {
    return new Pathways('networkmanager', repository).run(target, value, { wait: false });
  }

  function watch(): Promise<WatchRound> {
    return watchRound({
      start: repository.root,
      kernel: 'networkmanager',
      phenotype: 'default',
      world: undefined,
    });
  }

  async function withManager<T>(ask: (manager: NetworkManager) => Promise<T>): Promise<T> {
    const manager = await openManager();
    try {
      return await ask(manager);
    } finally {
      manager.close();
    }
  }

  function checkpoints(): Promise<readonly CheckpointInForce[]> {
    return withManager(async (manager) => (await manager.look()).checkpoints);
  }

  function journals(): readonly string[] {
    return readdirSync(repository.file('.sg', 'host', 'journal')).map((name) => path.extname(name));
  }

  function convergence(locus: string): { good: number; bad: number } | undefined {
    const { fold } = readLedgerState(repository.file('.sg', 'ledger'));
    return fold.tallies.get(locus)?.get(repository.expressed(locus)[0]!)?.observations.convergence;
  }

  function dues(): number {
    return dueEntries(readLedgerState(repository.file('.sg', 'ledger')).fold.state).length;
  }

  async function windowOver({ unwatched }: RunReport): Promise<void> {
    await delay(Math.max(0, (unwatched?.until ?? 0) * 1_000 - Date.now()) + 50);
  }

  it('stands under a checkpoint, keeps others out, and is confirmed by a later watch when it holds', async () => {
    setWindows(repository, 30);
    const report = await run();
    expect(report).toMatchObject({ ok: true, rolledBack: false });
    const left = report.expires! - Date.now() / 1_000;
    expect(left).toBeGreaterThan(100);
    const [checkpoint] = await checkpoints();
    expect(checkpoint?.timeoutSeconds).toBeGreaterThan(left - 5);
    expect(journals()).toEqual(['.armed']);
    await expect(run('bridge_create', { bridge_name: 'br9', interfaces: [] })).rejects.toMatchObject({
      code: 'change-unconfirmed',
      exitStatus: 4,
      hint: expect.stringContaining('sg watch --once --kernel networkmanager') as string,
    });
    expect(await run('health_check_bridge', { bridge_name: 'br0' })).toMatchObject({ healthy: true });
    expect(await watch()).toMatchObject({ ok: true, changes: [{ state: 'waiting' }] });
    expect(convergence('bridge_create')).toEqual({ good: 0, bad: 0 });
    await windowOver(report);
    expect(await watch()).toMatchObject({ ok: true, changes: [{ state: 'confirmed' }] });
    expect(await checkpoints()).toEqual([]);
    expect(journals()).toEqual([]);
    expect(savedProfiles()).toEqual(['sg-br0', 'sg-eth1']);
    expect(convergence('bridge_create')).toEqual({ good: 1, bad: 0 });
    expect(await run('bridge_create', { bridge_name: 'br9', interfaces: [] })).toMatchObject({ ok: true });
  });

  it('breaks before its window ends: the next look undoes it, and the alleles it was about are told', async () => {
    setWindows(repository, 60);
    await run();
    ip('link', 'set', 'dev', 'br0', 'down');
    const round = await watch();
    expect(round).toMatchObject({ ok: false, changes: [{ state: 'undone', recovery: 'restored' }] });
    expect(round.at).toBeLessThan(round.changes[0]!.until);
    expect(await world()).toEqual(before);
    expect(savedProfiles()).toEqual([]);
    expect(await checkpoints()).toEqual([]);
    expect(journals()).toEqual([]);
    expect(convergence('bridge_create')).toEqual({ good: 0, bad: 1 });
    expect(dues()).toBe(0);
  });

  it('does not hold when its window has ended: undone', async () => {
    const report = await run();
    await windowOver(report);
    ip('link', 'set', 'dev', 'br0', 'down');
    expect(await watch()).toMatchObject({ ok: false, changes: [{ state: 'undone', recovery: 'restored' }] });
    expect(await world()).toEqual(before);
    expect(convergence('bridge_create')).toEqual({ good: 0, bad: 1 });
    expect(dues()).toBe(0);
  });

  it('nobody looks: NetworkManager goes back by itself, the next command notices, and nobody is called good', async () => {
    await run();
    const [checkpoint] = await checkpoints();
    await withManager((manager) => manager.extendCheckpoint(checkpoint!.path, 1));
    await expect.poll(checkpoints, { timeout: 10_000 }).toEqual([]);
    const recovered = await recoverOnHost(repository.root, false);
    expect(recovered).toMatchObject({ ok: true, waiting: [], recovered: [{ outcome: 'restored' }] });
    await expect.poll(world, { timeout: 10_000 }).toEqual(before);
    expect(savedProfiles()).toEqual([]);
    expect(journals()).toEqual([]);
    expect(dues()).toBe(0);
    expect(convergence('bridge_create')).toEqual({ good: 0, bad: 0 });
    expect(await run()).toMatchObject({ ok: true });
  });

  it('NetworkManager is killed and started anew: it can still be confirmed, or accepted as it is', async () => {
    const report = await run();
    await restartManager('SIGKILL');
    await expect(run()).rejects.toMatchObject({ code: 'change-unconfirmed' });
    await windowOver(report);
    expect(await watch()).toMatchObject({ ok: true, changes: [{ state: 'confirmed' }] });
    expect(savedProfiles()).toEqual(['sg-br0', 'sg-eth1']);
    await run('bridge_create', { bridge_name: 'br9', interfaces: [] });
    expect(await recoverOnHost(repository.root, false)).toMatchObject({ waiting: [{ kernel: 'networkmanager' }] });
    expect((await recoverOnHost(repository.root, true)).accepted).toHaveLength(1);
    expect(await checkpoints()).toEqual([]);
    expect(savedProfiles()).toContain('sg-br9');
  });
});
