import { appendFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configValue } from './git-config.ts';
import type { Signature } from './object-store.ts';
import { readLocalConfig } from './repository-format.ts';
import type { Repository } from './repository.ts';

export interface RefMove {
  readonly ref: string;
  readonly from: string | undefined;
  readonly to: string;
  readonly by: Signature;
  /** One line: `commit: promote bridge_uplink`. */
  readonly reason: string;
}

const nothing = '0'.repeat(40);

/**
 * Notes a move where `git reflog` looks for it, so that people can go back to what a ref pointed to before.
 * @param isHead whether HEAD leads to the ref and so has moved too
 */
export async function appendReflog(repository: Repository, move: RefMove, isHead: boolean): Promise<void> {
  const wanted = configValue(await readLocalConfig(repository), 'core.logallrefupdates')?.toLowerCase() !== 'false';
  const { name, email, timestamp, timezoneOffset } = move.by;
  const line = `${move.from ?? nothing} ${move.to} ${name} <${email}> ${timestamp} ${zone(timezoneOffset)}\t${oneLine(move.reason)}\n`;
  await append(
    join(repository.commonDir, 'logs', move.ref),
    line,
    wanted && /^refs\/(heads|remotes|notes)\//.test(move.ref),
  );
  if (isHead) await append(join(repository.gitDir, 'logs/HEAD'), line, wanted);
}

/** A log that exists is continued in any case. */
async function append(file: string, line: string, create: boolean): Promise<void> {
  if (!create && (await stat(file).catch(() => undefined)) === undefined) return;
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, line);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** `+0100` for -60 minutes. */
function zone(timezoneOffset: number): string {
  const minutes = Math.abs(timezoneOffset);
  const pad = (n: number): string => n.toString().padStart(2, '0');
  return `${timezoneOffset > 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
}
