import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { EnvironmentError } from '../errors/environment-error.ts';
import { isRunning, ownIdentity, type ProcessIdentity } from '../model/process-identity.ts';

export interface HostLockOptions {
  /** How long to wait for another holder, in milliseconds; 0 tries once. */
  readonly waitMs: number;
}

/**
 * Runs `action` while no other process on this host holds the lock.
 *
 * `path` is a folder of numbered turns. The highest turn is the lock: whoever made it holds it until its file says that it
 * is over or its maker is dead. Then the next turn is anybody's, and making its file, which can succeed only once, decides
 * whose. Nobody ever removes or replaces another one's turn while it is the highest, so no two can hold the lock however
 * their steps interleave, and a holder that was killed blocks no one.
 *
 * @throws EnvironmentError `host-locked` naming the holder, `host-lock-unusable`
 */
export async function withHostLock<T>(
  path: string,
  label: string,
  action: () => Promise<T>,
  options: HostLockOptions,
): Promise<T> {
  const turn = await take(path, label, options.waitMs);
  try {
    return await action();
  } finally {
    await giveBack(path, turn);
  }
}

export interface LockHolder {
  readonly pid: number;
  readonly label: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Who holds a lock now; `undefined` where nobody does. Takes no turn and makes nothing. */
export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  if (!existsSync(path)) return undefined;
  const { record } = await highestTurn(path);
  if (record === undefined || record.over || !isRunning(record)) return undefined;
  const { pid, label, since } = record;
  return { pid, label, since };
}

const longestLabel = 200;

/** Content of a turn's file. */
const recordSchema = z.object({
  over: z.boolean(),
  pid: z.int(),
  start: z.string().nullable(),
  boot: z.string().nullable(),
  namespace: z.string().nullable(),
  label: z.string(),
  since: z.string(),
});

type TurnRecord = z.output<typeof recordSchema>;

interface Turn {
  readonly number: number;
  readonly record: TurnRecord;
}

async function take(path: string, label: string, waitMs: number): Promise<Turn> {
  await usable(path, () => mkdir(path, { recursive: true }));
  const identity = ownIdentity();
  const deadline = performance.now() + waitMs;
  for (;;) {
    const highest = await highestTurn(path);
    const holder = highest.record;
    if (holder === undefined || holder.over || !isRunning(holder)) {
      const turn = await claim(path, highest.number + 1, newRecord(identity, label));
      if (turn !== undefined) return turn;
    } else if (performance.now() >= deadline) {
      throw locked(path, holder, waitMs);
    }
    // Random pauses keep waiting processes from meeting again and again.
    await delay(2 + Math.random() * 30);
  }
}

function newRecord(identity: ProcessIdentity, label: string): TurnRecord {
  return { over: false, ...identity, label: label.slice(0, longestLabel), since: new Date().toISOString() };
}

/** Turn 0 is over for ever. A turn without a readable record was cut off by a power failure: its maker is dead. */
async function highestTurn(
  path: string,
): Promise<{ readonly number: number; readonly record: TurnRecord | undefined }> {
  for (;;) {
    const number = Math.max(0, ...(await turnNumbers(path)));
    if (number === 0) return { number, record: undefined };
    const text = await readFile(turnFile(path, number), 'utf8').catch(() => undefined);
    // Gone between listing and reading: a higher one has come.
    if (text !== undefined) return { number, record: parseRecord(text) };
  }
}

async function turnNumbers(path: string): Promise<readonly number[]> {
  const names = await usable(path, () => readdir(path));
  return names.filter((name) => /^\d{1,15}$/.test(name)).map(Number);
}

function parseRecord(text: string): TurnRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Makes the file of a turn, with its content, in one step that fails when it exists. A number that was free because its
 * turn is long past is found out by the higher one that must then be there.
 */
async function claim(path: string, number: number, record: TurnRecord): Promise<Turn | undefined> {
  const draft = await writeDraft(path, record);
  try {
    await usable(path, () => link(draft, turnFile(path, number)));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const numbers = await turnNumbers(path);
  if (numbers.some((other) => other > number)) {
    await rm(turnFile(path, number), { force: true });
    return undefined;
  }
  await Promise.all(
    numbers.filter((other) => other < number).map((other) => rm(turnFile(path, other), { force: true })),
  );
  return { number, record };
}

/**
 * The file stays, marked as over: the highest number must never be forgotten. What was done under the lock is done
 * whether or not this can be written; the lock is free at the latest when this process ends.
 */
async function giveBack(path: string, turn: Turn): Promise<void> {
  try {
    const draft = await writeDraft(path, { ...turn.record, over: true });
    await rename(draft, turnFile(path, turn.number));
  } catch {
    return;
  }
}

async function writeDraft(path: string, record: TurnRecord): Promise<string> {
  const draft = join(path, `draft-${randomUUID()}`);
  await usable(path, () => writeFile(draft, JSON.stringify(record), { flag: 'wx' }));
  return draft;
}

function turnFile(path: string, number: number): string {
  return join(path, String(number));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

async function usable<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST' && cause instanceof Error && 'syscall' in cause && cause.syscall === 'link')
      throw cause;
    throw new EnvironmentError({
      code: 'host-lock-unusable',
      message: `The lock ${path} can't be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: 'Check that it is a folder this user may write to.',
      cause,
    });
  }
}

function locked(path: string, holder: TurnRecord, waitMs: number): EnvironmentError {
  return new EnvironmentError({
    code: 'host-locked',
    message: `Another sg is at work on this host: process ${holder.pid}, "${holder.label}", since ${holder.since} (waited ${waitMs} ms).`,
    hint: `Wait until it has finished. If process ${holder.pid} is certainly gone, remove the folder ${path}.`,
    details: { pid: holder.pid, label: holder.label, since: holder.since, lock: path },
  });
}
