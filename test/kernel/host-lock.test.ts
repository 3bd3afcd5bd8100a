import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/errors/environment-error.ts';
import { withHostLock } from '../../src/kernel/host-lock.ts';
import { isRunning, ownIdentity } from '../../src/model/process-identity.ts';

let folder: string;
let lock: string;
let journal: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sg-lock-'));
  lock = join(folder, 'state', 'lock');
  journal = join(folder, 'journal');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function contender(times: number, holdMs: number): ChildProcess {
  const program = fileURLToPath(new URL('./programs/hold-lock.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, lock, journal, String(times), String(holdMs)], {
    stdio: 'inherit',
  });
  children.push(child);
  return child;
}

function events(): readonly string[] {
  return existsSync(journal) ? readFileSync(journal, 'utf8').trim().split('\n') : [];
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}

/** The process that holds the lock now: it came in and has not gone out. */
function holder(): number | undefined {
  const [event, pid] = (events().at(-1) ?? '').split(' ');
  return event === 'in' ? Number(pid) : undefined;
}

function take<T>(action: () => Promise<T>, waitMs = 20_000): Promise<T> {
  return withHostLock(lock, 'the test', action, { waitMs });
}

const hour = 3_600_000;

describe('the host lock', () => {
  it('gives the result, or the error, of what it guards, and is free afterwards', async () => {
    expect(await take(() => Promise.resolve(7))).toBe(7);
    await expect(take(() => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(await take(() => Promise.resolve(8), 0)).toBe(8);
  });

  it('names its holder to whoever waits in vain', async () => {
    await take(async () => {
      const error = await take(() => Promise.resolve(), 50).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(EnvironmentError);
      expect(error).toMatchObject({ code: 'host-locked', details: { pid: process.pid, label: 'the test' } });
      expect((error as EnvironmentError).message).toContain(`process ${process.pid}, "the test"`);
    });
  });

  it('lets those inside one process in one after the other', async () => {
    let inside = 0;
    const seen = await Promise.all(
      Array.from({ length: 8 }, () =>
        take(async () => {
          inside += 1;
          await delay(2);
          inside -= 1;
          return inside;
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 8 }, () => 0));
  });

  it('keeps little beside it', async () => {
    for (let turn = 0; turn < 10; turn += 1) await take(() => Promise.resolve());
    expect((await readdir(lock)).length).toBeLessThanOrEqual(2);
  });

  it('is never held by two of eight processes, although holders are killed', { timeout: 60_000 }, async () => {
    const all = Array.from({ length: 8 }, () => contender(6, 4));
    const killed = new Set<number>();
    const done = Promise.all(all.map((child) => once(child, 'exit')));
    for (let kills = 0; kills < 3; kills += 1) {
      await until(() => holder() !== undefined && !killed.has(holder()!));
      const victim = holder()!;
      killed.add(victim);
      process.kill(victim, 'SIGKILL');
      await until(
        () =>
          events().at(-1)?.endsWith(` ${victim}`) === false ||
          all.every((child) => child.exitCode !== null || child.signalCode !== null),
      );
    }
    await done;
    expectAlternating(events(), killed);
    expect(await take(() => Promise.resolve('free'), 0)).toBe('free');
    const finished = all.filter((child) => !killed.has(child.pid!));
    expect(finished.map((child) => child.exitCode)).toEqual(finished.map(() => 0));
    for (const { pid } of finished) expect(events().filter((line) => line === `out ${pid}`)).toHaveLength(6);
  });

  it('is taken over at once from a holder that was killed', async () => {
    const victim = contender(1, 0);
    await until(() => holder() === victim.pid);
    await expect(take(() => Promise.resolve(), 0)).rejects.toThrow(`process ${victim.pid}`);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    expect(await take(() => Promise.resolve('taken'), 1_000)).toBe('taken');
  });

  it('is not fooled by a later process with the same number, nor by another boot', async () => {
    const own = ownIdentity();
    for (const gone of [
      { ...own, start: '1' },
      { ...own, boot: 'another' },
      { ...own, pid: 2 ** 22 + 1 },
    ]) {
      await rm(lock, { recursive: true, force: true });
      await leaveTurn(7, { ...gone, over: false, label: 'gone', since: new Date(Date.now() - hour).toISOString() });
      expect(await take(() => Promise.resolve('taken'), 0).catch(String)).toBe('taken');
      expect(await readdir(lock)).toContain('8');
    }
    expect(isRunning(own)).toBe(true);
  });

  it('respects a holder it cannot see, in another PID namespace', async () => {
    const own = ownIdentity();
    await leaveTurn(3, { ...own, namespace: 'pid:[1]', start: '1', over: false, label: 'elsewhere', since: '' });
    const error = await take(() => Promise.resolve(), 0).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'host-locked', hint: expect.stringContaining(lock) as string });
  });

  it('counts a turn that a power failure left empty as over', async () => {
    await mkdir(lock, { recursive: true });
    await writeFile(join(lock, '4'), '');
    expect(await take(() => Promise.resolve('taken'), 0)).toBe('taken');
    expect(JSON.parse(await readFile(join(lock, '5'), 'utf8'))).toMatchObject({ over: true, label: 'the test' });
  });

  it('says when its place cannot be used', async () => {
    await writeFile(join(folder, 'state'), 'a file');
    const error = await take(() => Promise.resolve()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'host-lock-unusable' });
  });

  async function leaveTurn(number: number, record: unknown): Promise<void> {
    await mkdir(lock, { recursive: true });
    await writeFile(join(lock, String(number)), JSON.stringify(record));
  }
});

/** Whoever comes in goes out, or was killed, before the next one comes in. */
function expectAlternating(lines: readonly string[], killed: ReadonlySet<number>): void {
  let inside: number | undefined;
  for (const line of lines) {
    const [event, pid] = [line.split(' ')[0], Number(line.split(' ')[1])];
    if (event === 'in') {
      expect(inside === undefined || killed.has(inside), `${line} while ${inside} is inside`).toBe(true);
      inside = pid;
    } else {
      expect(pid).toBe(inside);
      inside = undefined;
    }
  }
}
