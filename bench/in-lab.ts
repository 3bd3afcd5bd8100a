import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import type { BenchRow } from './row.ts';

const project = path.join(import.meta.dirname, '..');

/** What a row that needs a lab is given. */
export interface LabRow {
  readonly id: string;
  readonly work: string;
  /** The program in bench/ that measures inside; it prints its rows as one line of JSON. */
  readonly script: string;
  /** Whether a NetworkManager runs beside it. */
  readonly manager: boolean;
  readonly programs: readonly string[];
}

/** Runs it in a network namespace of its own (test/lab/inside.sh); where that can't be, the row says why. */
export function rowsInLab({ id, work, script, manager, programs }: LabRow, smoke: boolean): readonly BenchRow[] {
  const reason = missing(programs);
  if (reason !== undefined) return [{ id, work, measured: `skipped: ${reason}`, reference: '', goals: [], values: {} }];
  const own = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const inside = [path.join(project, 'test/lab/inside.sh'), process.execPath, '--import', 'tsx'];
  const env = { ...process.env, LC_ALL: 'C', LAB_NM: manager ? '1' : '0', LAB_CARDS: '4' };
  const args = [...own, ...inside, path.join(project, 'bench', script), ...(smoke ? ['--smoke'] : [])];
  const { status, stdout, stderr } = spawnSync('unshare', args, { cwd: project, env, encoding: 'utf8' });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (status !== 0) throw new Error(`bench/${script} ended with ${status}:\n${stderr}\n${stdout}`);
  return JSON.parse(line) as BenchRow[];
}

function missing(programs: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  const absent = programs.filter((program) => !installed(program));
  return absent.length === 0 ? undefined : `needs ${absent.join(', ')} (npm run lab:setup)`;
}

function installed(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
