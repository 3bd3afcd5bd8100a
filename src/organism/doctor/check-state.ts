import { statfs } from 'node:fs/promises';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import { dueChecks } from '../watch/due-checks.ts';
import { error, warning, type CheckResult, type Finding, type Scene } from './finding.ts';

const mebibyte = 1024 * 1024;

/** Below the first, runs fail because journals can't be written; below the second it is a matter of days. */
const room = { error: 50 * mebibyte, warning: 500 * mebibyte } as const;

/** Room for journals, ledger and trees. */
export async function checkDisk({ state, workspace }: Scene): Promise<CheckResult> {
  const place = workspace?.root ?? state;
  const found = await statfs(place).catch(() => undefined);
  if (found === undefined) return { found: [], seen: `${place} is not there` };
  const free = found.bavail * found.bsize;
  const inodes = found.files === 0 ? 1 : found.ffree / found.files;
  const seen = `${Math.floor(free / mebibyte)} MiB free`;
  return { found: diskFindings(place, free, inodes), seen };
}

/** @param inodes share of file numbers that is left */
export function diskFindings(place: string, free: number, inodes: number): readonly Finding[] {
  const mend = `df -h -i ${place}`;
  const left = `${Math.floor(free / mebibyte)} MiB are free below ${place}`;
  if (free < room.error)
    return [error('disk-full', `Only ${left}: journals can't be written, and nothing runs.`, mend)];
  if (inodes < 0.01) return [error('no-inodes', `No file can be made any more below ${place}.`, mend)];
  if (free < room.warning) return [warning('disk-low', `Only ${left}.`, mend)];
  return [];
}

/** A check that is that late was not made by anybody, seconds. */
const lateSeconds = 3600;

/** Due verifications that nobody makes, and a ledger that was damaged. */
export function checkLedger({ workspace, kernel, now }: Scene): Promise<CheckResult> {
  if (workspace === undefined) return Promise.resolve({ found: [], seen: 'nothing there' });
  const { fold, damaged } = readLedgerState(workspace.ledger, false);
  const found: Finding[] = [];
  // The mock's clock is not ours: nothing is late there.
  const { ready } = kernel === 'mock' ? { ready: [] } : dueChecks(fold.state, now / 1000, kernel);
  const late = ready.filter(({ notBefore }) => notBefore < now / 1000 - lateSeconds);
  if (late.length > 0) {
    const message = `${late.length} verifications fell due over an hour ago, and nobody made them.`;
    found.push(warning('dues-overdue', message, `sudo sg watch --once --kernel ${kernel}`));
  }
  if (damaged > 0) {
    const message = `${damaged} lines of the ledger in ${workspace.ledger} are torn or altered; they count nowhere.`;
    found.push(warning('ledger-damaged', message, 'sg status'));
  }
  return Promise.resolve({ found, seen: `${ready.length} checks due` });
}
