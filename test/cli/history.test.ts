import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sg, type SgResult } from '../helpers/sg.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-history-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const cwd = (): string => path.join(folder, 'genome');
const run = (...args: string[]): Promise<SgResult> => sg(args, { cwd: cwd() });

function git(...args: string[]): string {
  return execFileSync('git', ['-C', cwd(), ...args], { encoding: 'utf8' });
}

function fitsTerminal({ stdout }: SgResult): void {
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
}

/** A process takes half a second, and many times that on a busy machine. */
const patience = 120_000;

test('a snapshot, promotions by hand, the difference, the log and the way back', { timeout: patience }, async () => {
  await sg(['init', 'genome'], { cwd: folder });
  const text = git('show', 'HEAD:phenotypes/default.toml');
  const [, block = ''] = text.split('[loci.bridge_create]');
  const [first = '', second = ''] = block.match(/[0-9a-f]{64}/g) ?? [];
  const shortly = [first, second].map((digest) => digest.slice(0, 12));

  expect((await run('snapshot', 'before')).stdout).toContain('tag sg/before');
  const promoted = await run('promote', 'bridge_create', second.slice(0, 8), '--reason', 'seen in the lab');
  expect(promoted).toMatchObject({ status: 0, stderr: '' });
  expect(promoted.stdout).toContain(`dominant    ${shortly.join(' → ')}`);
  fitsTerminal(promoted);
  const demoted = (await run('demote', 'bridge_create', first, '--reason', 'flaps', '--json')).json();
  expect(demoted).toMatchObject({ ok: true, changed: true, commit: git('rev-parse', 'HEAD').trim() });

  const diff = await run('diff', 'sg/before');
  expect(diff.stdout).toContain(`bridge_create  dominant    ${shortly.join(' → ')}`);
  fitsTerminal(diff);
  const log = await run('log', 'bridge_create');
  expect(log.stdout).toMatch(/demoted[\s\S]*flaps[\s\S]*promoted[\s\S]*seen in the lab[\s\S]*expressed[\s\S]*born/);
  fitsTerminal(log);

  const planned = await run('rollback', 'before', '--dry-run');
  expect(planned.stdout).toContain('dry run: 1 file would go back');
  fitsTerminal(planned);
  expect((await run('rollback', 'before', '--json')).json()).toMatchObject({ ok: true, changed: true });
  expect(git('diff', 'sg/before', 'HEAD')).toBe('');
  expect(git('status', '--porcelain')).toBe('');
  git('fsck', '--strict');
});

test(
  'without an argument the work tree is compared, and what is not committed is not tagged',
  { timeout: patience },
  async () => {
    await sg(['init', 'genome'], { cwd: folder });
    expect((await run('diff')).stdout).toContain('No difference.');
    appendFileSync(path.join(cwd(), 'contracts/genes/bridge_create.sg'), '\n# a remark\n');
    expect((await run('diff', '--json')).json()).toMatchObject({ same: true, contracts: [{ change: 'layout' }] });
    const refused = await run('snapshot', 'one', '--json');
    expect(refused.status).toBe(2);
    expect(refused.json()).toMatchObject({ ok: false, error: { code: 'uncommitted-changes' } });
    expect((await run('snapshot', '--list', '--json')).json()).toEqual({ ok: true, snapshots: [] });
  },
);
