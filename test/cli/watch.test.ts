import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { sg } from '../helpers/sg.ts';

const program = path.join(import.meta.dirname, '..', '..', 'bin', 'run.js');

test('watch --once says what is due and when, and changes nothing when nothing is', async () => {
  const repository = await genomeRepository();
  const looked = await sg(['watch', '--once', '--json'], { cwd: repository.root });
  expect(looked.json()).toMatchObject({ ok: true, kernel: 'mock', checked: [], waiting: 0, next: null });
  expect(looked.status).toBe(0);
  const before = looked.json()['at'] as number;
  const later = await sg(['watch', '--once', '--json', '--advance', '2h'], { cwd: repository.root });
  expect(later.json()['at']).toBe(before + 7200);
  const wrong = await sg(['watch', '--once', '--json', '--advance', 'soon'], { cwd: repository.root });
  expect(wrong.status).toBe(2);
});

test('an interrupted watch ends cleanly', async () => {
  const repository = await genomeRepository();
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const child = spawn(process.execPath, [program, 'watch', '--json', '--interval', '1h'], {
    cwd: repository.root,
    env,
  });
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('exit', (...how) => {
      resolve(how);
    });
  });
  const line = await new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
  });
  expect(JSON.parse(line)).toMatchObject({ ok: true, checked: [] });
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

test('status of one locus shows every allele, what is unknown, and its failure cases', async () => {
  const repository = await genomeRepository();
  const bad = repository.allele('bridge_create', 'export default async function execute() { throw new Error("no"); }');
  const [good = ''] = repository.expressed('bridge_create');
  repository.expressDigests('bridge_create', [bad]);
  const input = '{"bridge_name": "br0", "interfaces": []}';
  await sg(['run', 'bridge_create', '--no-wait', '-i', input], { cwd: repository.root });
  const { stdout, status } = await sg(['status', 'bridge_create'], { cwd: repository.root });
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`${bad.slice(0, 12)} +dominant +1 +1 +0.00`));
  expect(stdout).toMatch(new RegExp(`${bad.slice(0, 12)} +0 of 1 good +unknown +unknown`));
  expect(stdout).toMatch(new RegExp(`${good.slice(0, 12)} +pool +0 +0 +unknown +never`));
  expect(stdout).toMatch(/case bridge_create-[0-9a-f]{12}\.json +exception of/);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  const lost = await sg(['status', 'bridge_creat', '--json'], { cwd: repository.root });
  expect(lost.status).toBe(2);
  expect(lost.json()).toMatchObject({ error: { code: 'unknown-locus', hint: 'Did you mean "bridge_create"?' } });
});
