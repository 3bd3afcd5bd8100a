import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loadWorld } from '../../src/kernel/mock/world-file.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import { readLedgerState } from '../../src/ledger/read-ledger-state.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';
import { sg } from '../helpers/sg.ts';

const program = path.join(import.meta.dirname, '..', '..', 'bin', 'run.js');
const kills = 50;
/** Runs that are under way at the same time, each in a repository of its own. */
const lanes = 4;
const input = JSON.stringify({ bridge_name: 'br0', interfaces: ['eth1', 'eth2'] });

/** mulberry32: the moments are the same each time the test runs. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When a run is killed: so many milliseconds after its start, or after its first record. */
interface Moment {
  readonly since: 'start' | 'first record';
  readonly ms: number;
}

/** Starts `sg run` and kills it at that moment; false when it had succeeded by itself before. */
async function killRun(repository: GenomeRepository, { since, ms }: Moment): Promise<boolean> {
  const args = [program, 'run', 'provision_management_bridge', '--input', input, '--json'];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const child = spawn(process.execPath, args, { cwd: repository.root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  while (since === 'first record' && child.exitCode === null && !existsSync(repository.file('.sg', 'ledger'))) {
    await delay(3);
  }
  await Promise.race([delay(ms), ended]);
  child.kill('SIGKILL');
  const status = await ended;
  if (status !== null) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return status === null;
}

/** The development world and no history; locks stay as the killed run left them. */
function forget(repository: GenomeRepository): void {
  rmSync(repository.file('.sg', 'world.json'), { force: true });
  rmSync(repository.file('.sg', 'ledger'), { recursive: true, force: true });
}

async function worldOf(repository: GenomeRepository): Promise<string | undefined> {
  const world = await loadWorld(repository.file('.sg', 'world.json'));
  return world === undefined ? undefined : canonicalJson(await MockKernel.open({ world }).snapshot());
}

interface Attempts {
  readonly open: number;
  readonly interrupted: number;
  readonly unfinished: number;
}

/** Attempts that no record closes, and how they are counted. */
function attemptsOf(repository: GenomeRepository): Attempts {
  const ledger = repository.file('.sg', 'ledger');
  const { records, damaged } = readLedger(ledger);
  // At most the line that was being written when the process died.
  expect(damaged).toBeLessThanOrEqual(1);
  const closed = new Set(
    records.flatMap((record) =>
      record.t === 'outcome' || record.t === 'withdrawn' ? [`${record.run} ${record.attempt}`] : [],
    ),
  );
  const intents = records.filter((record) => record.t === 'intent');
  const open = intents.filter(({ run, attempt }) => !closed.has(`${run} ${attempt}`)).length;
  const tallies = [...readLedgerState(ledger).fold.tallies.values()].flatMap((alleles) => [...alleles.values()]);
  const sum = (of: 'interrupted' | 'unfinished'): number => tallies.reduce((total, tally) => total + tally[of], 0);
  return { open, interrupted: sum('interrupted'), unfinished: sum('unfinished') };
}

test('kill -9 at 50 moments: ledger and world are whole, crashes show, and the lock is free', async () => {
  const reference = await genomeRepository();
  const started = performance.now();
  expect((await sg(['run', 'provision_management_bridge', '--input', input], { cwd: reference.root })).status).toBe(0);
  const longest = Math.max(900, 1.2 * (performance.now() - started));
  const after = await worldOf(reference);
  const random = randomNumbers(20_260_101);
  // Half of the moments spread over a whole run's life, half over the short time in which it acts.
  const moments = Array.from({ length: kills }, (_, index): Moment => {
    const share = random();
    return index % 2 === 0
      ? { since: 'start', ms: 50 + share * (longest - 50) }
      : { since: 'first record', ms: (share * longest) / 2 };
  });
  const seen = { killed: 0, crashed: 0, changed: 0 };
  const repositories = await Promise.all(Array.from({ length: lanes }, () => genomeRepository()));

  await Promise.all(
    repositories.map(async (repository, lane) => {
      for (const moment of moments.filter((_, index) => index % lanes === lane)) {
        forget(repository);
        const killed = await killRun(repository, moment);
        const world = await worldOf(repository);
        // No world file is the development world, as it was before.
        expect([undefined, after]).toContain(world);
        const { open, interrupted, unfinished } = attemptsOf(repository);
        expect({ interrupted, unfinished }).toEqual({ interrupted: open, unfinished: 0 });
        if (!killed) expect({ open, world }).toEqual({ open: 0, world: after });
        seen.killed += killed ? 1 : 0;
        seen.crashed += open > 0 ? 1 : 0;
        seen.changed += world === undefined ? 0 : 1;
      }
    }),
  );
  if (process.env['SG_TEST_REPORT'] !== undefined) console.log(seen);
  expect(seen.killed).toBeGreaterThan(0);

  // Whoever was killed holds nothing: the next run goes through at once, in the repository it was killed in.
  for (const repository of repositories) {
    const next = await sg(
      ['run', 'bridge_create', '--no-wait', '--json', '--input', '{"bridge_name":"br9","interfaces":[]}'],
      { cwd: repository.root },
    );
    expect(next).toMatchObject({ status: 0, stderr: '' });
    expect(next.json()).toMatchObject({ ok: true });
  }
}, 300_000);
