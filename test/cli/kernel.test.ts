import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { sg } from '../helpers/sg.ts';

const bridge = ['run', 'bridge_create', '--no-wait', '--input', '{"bridge_name": "br0", "interfaces": []}'];

test('kernel reset goes back to the development world and keeps the one that was', async () => {
  const repository = await genomeRepository();
  const cwd = repository.root;
  const before = (await sg(['kernel', 'snapshot'], { cwd })).stdout;
  await sg(bridge, { cwd });
  expect((await sg(['kernel', 'snapshot'], { cwd })).stdout).not.toBe(before);
  expect((await sg(['kernel', 'reset'], { cwd })).status).toBe(0);
  expect((await sg(['kernel', 'snapshot'], { cwd })).stdout).toBe(before);
  expect(readFileSync(repository.file('.sg', 'world.json.old'), 'utf8')).toContain('br0');
});

test('a damaged world ends with 3 and a next step that works', async () => {
  const repository = await genomeRepository();
  const cwd = repository.root;
  await sg(bridge, { cwd });
  writeFileSync(repository.file('.sg', 'world.json'), '{"version": 1, "links": "none"}');
  const stopped = await sg(['kernel', 'show', '--json'], { cwd });
  expect(stopped.status).toBe(3);
  expect(stopped.json()).toMatchObject({ ok: false, error: { code: 'world-file-invalid' } });
  expect((await sg(bridge, { cwd })).status).toBe(3);
  expect((await sg(['kernel', 'reset'], { cwd })).status).toBe(0);
  expect((await sg(['kernel', 'show'], { cwd })).status).toBe(0);
});

test('--world keeps a world of its own', async () => {
  const repository = await genomeRepository();
  const cwd = repository.root;
  await sg([...bridge, '--world', 'other.json'], { cwd });
  expect(existsSync(repository.file('other.json'))).toBe(true);
  expect((await sg(['kernel', 'show'], { cwd })).stdout).not.toContain('br0');
  expect((await sg(['kernel', 'show', '--world', 'other.json'], { cwd })).stdout).toContain('br0');
});

test('kernel snapshot writes a file when asked', async () => {
  const repository = await genomeRepository();
  const printed = (await sg(['kernel', 'snapshot'], { cwd: repository.root })).stdout;
  await sg(['kernel', 'snapshot', '--output', 'before.json'], { cwd: repository.root });
  expect(readFileSync(repository.file('before.json'), 'utf8')).toBe(printed);
});
