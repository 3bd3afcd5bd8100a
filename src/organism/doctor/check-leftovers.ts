import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { lockHolder } from '../../kernel/host-lock.ts';
import { incompleteSuffix, journalFiles, openSuffix } from '../../kernel/journal/journal-file.ts';
import { readJournal } from '../../kernel/journal/read-journal.ts';
import { error, warning, type CheckResult, type Finding, type Scene } from './finding.ts';

/** Git's own locks are held for milliseconds; one that is older belongs to somebody who was killed. */
const staleMs = 60_000;

/** Nobody works that long on a host. */
const longMs = 2 * 3600_000;

/** Locks that block sg although nobody is at work, and work that takes suspiciously long. */
export async function checkLocks(scene: Scene): Promise<CheckResult> {
  const { workspace } = scene;
  if (workspace === undefined) return { found: [], seen: 'nothing there' };
  const left = await gitLocks(workspace.repository.commonDir, scene.now);
  const held = await Promise.all(lockPlaces(scene).map((place) => holding(place, scene.now)));
  return { found: [...left.map(leftFinding), ...held.flat()], seen: `${left.length} left behind` };
}

function leftFinding(file: string): Finding {
  const message = `${file} was left by a git or sg that was killed: whoever needs it waits and fails.`;
  return error('git-lock-left', message, `rm ${quoted(file)}`);
}

async function gitLocks(gitDir: string, now: number): Promise<readonly string[]> {
  const top = await readdir(gitDir).catch(() => []);
  const refs = await readdir(path.join(gitDir, 'refs'), { recursive: true }).catch(() => []);
  const locks = [...top, ...refs.map((name) => path.join('refs', name))].filter((name) => name.endsWith('.lock'));
  const aged = await Promise.all(
    locks.map(async (name) => {
      const file = path.join(gitDir, name);
      const found = await stat(file).catch(() => undefined);
      return found !== undefined && found.isFile() && now - found.mtimeMs > staleMs ? [file] : [];
    }),
  );
  return aged.flat();
}

function lockPlaces({ workspace, journals }: Scene): readonly string[] {
  const state = path.join(workspace?.root ?? '', '.sg');
  return [
    path.join(path.dirname(journals), 'lock'),
    path.join(state, 'watch.lock'),
    path.join(state, 'phenotype', 'lock'),
  ];
}

async function holding(place: string, now: number): Promise<readonly Finding[]> {
  const holder = await lockHolder(place);
  if (holder === undefined || now - Date.parse(holder.since) < longMs) return [];
  const message = `Process ${holder.pid} ("${holder.label}") holds the lock ${place} since ${holder.since}: does it hang?`;
  return [warning('lock-held-long', message, `ps -fp ${holder.pid}`)];
}

/** Work that was cut off and not undone yet, and what could not be undone. */
export async function checkJournals({ journals }: Scene): Promise<CheckResult> {
  const open = await journalFiles(journals, [openSuffix]);
  const incomplete = await journalFiles(journals, [incompleteSuffix]);
  const working = await lockHolder(path.join(path.dirname(journals), 'lock'));
  const found = [
    ...(working === undefined ? await Promise.all(open.map(cutOff)) : []),
    ...(await Promise.all(incomplete.map(notUndone))),
  ];
  return { found, seen: working === undefined ? `${open.length} open` : `"${working.label}" is at work` };
}

async function cutOff(file: string): Promise<Finding> {
  const { begin, operations } = await readJournal(file);
  const message = `"${begin?.label ?? 'unknown'}" was cut off after ${operations.length} operations and is not undone.`;
  return error('journal-open', message, 'sudo sg recover');
}

async function notUndone(file: string): Promise<Finding> {
  const { begin } = await readJournal(file);
  const message = `"${begin?.label ?? 'unknown'}" was cut off, and not all of it could be undone: ${file}.`;
  return error('journal-incomplete', message, 'sudo sg recover');
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
