import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { dominantSource } from '../helpers/arena.ts';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { sg } from '../helpers/sg.ts';

const program = path.join(projectRoot, 'bin', 'run.js');

test('a candidate is judged, its evidence checks, and altered evidence does not', async () => {
  const repository = await genomeRepository();
  const cwd = repository.root;
  // Of its own: evidence kept from an earlier build of the same version would stand for this one's.
  const env = { SG_CACHE_DIR: repository.file('.sg', 'cache') };
  writeFileSync(repository.file('mine.ts'), `${await dominantSource('link_up')}// mine\n`);
  const judged = await sg(
    ['arena', 'link_up', '--candidate', 'mine.ts', '--budget', '16', '--workers', '2', '--out', 'mine.evidence.json'],
    { cwd, env },
  );
  expect(judged.stdout).toMatch(/competition +passed +16/);
  expect(judged.stdout).toContain('passed  Every gate holds.');
  expect([judged.status, judged.stderr]).toEqual([0, '']);

  const verify = ['arena', 'verify', 'mine.evidence.json', '--candidate', 'mine.ts', '--allow-weaker', '--json'];
  const held = await sg(verify, { cwd, env });
  expect(held.json()).toMatchObject({ ok: true, verdict: { result: 'passed' }, weaker: [expect.any(String)] });

  const text = readFileSync(repository.file('mine.evidence.json'), 'utf8');
  writeFileSync(repository.file('mine.evidence.json'), text.replace('"pairs":16,', '"pairs":15,'));
  const altered = await sg(verify, { cwd, env });
  expect(altered.status).toBe(3);
  expect(altered.json()).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^evidence-/) as string } });
});

test('a candidate that is no allele is rejected with the reason, and exits with 1', async () => {
  const repository = await genomeRepository();
  writeFileSync(repository.file('mine.ts'), 'enum Colour { Red }\nfor (;;);\n');
  const judged = await sg(['arena', 'link_up', '--candidate', 'mine.ts', '--markdown'], { cwd: repository.root });
  expect(judged.stdout).toContain('### Arena: rejected at stage integrity');
  expect(judged.status).toBe(1);
});

test('an interruption in the middle of the trials leaves nothing half done', async () => {
  const repository = await genomeRepository();
  const cache = repository.file('.sg', 'cache');
  writeFileSync(repository.file('mine.ts'), `${await dominantSource('link_up')}// mine\n`);
  const before = readdirSync(repository.root).filter((name) => name !== '.sg');
  const asked = ['arena', 'link_up', '--candidate', 'mine.ts', '--workers', '2', '--out', 'mine.evidence.json'];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], SG_CACHE_DIR: cache };
  const child = spawn(process.execPath, [program, ...asked, '--budget', '100000'], {
    cwd: repository.root,
    env,
    stdio: 'ignore',
  });
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  // What the sandbox keeps of alleles is there as soon as the first ones run.
  while (child.exitCode === null && filesUnder(cache).length < 3) await delay(20);
  await delay(500);
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);

  expect(readdirSync(repository.root).filter((name) => name !== '.sg')).toEqual(before);
  expect(existsSync(path.join(cache, 'arena'))).toBe(false);
  const again = await sg([...asked, '--budget', '8'], { cwd: repository.root, env: { SG_CACHE_DIR: cache } });
  expect([again.status, again.stderr]).toEqual([0, '']);
  expect(existsSync(repository.file('mine.evidence.json'))).toBe(true);
});

function filesUnder(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );
}
