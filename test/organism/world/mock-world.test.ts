import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { snapshotOf } from '../../../src/kernel/mock/snapshot.ts';
import { loadWorld } from '../../../src/kernel/mock/world-file.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { readGivenWorld } from '../../../src/organism/world/given-world.ts';
import { resetWorld, writeSnapshot } from '../../../src/organism/world/mock-world.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sg-reset-'));
});
afterAll(() => rm(folder, { recursive: true }));

const host = worldFromGiven(['interface eth0', 'interface eth1', 'bridge br7 with ports [eth1]']);

test('a world is reset to a host by its snapshot, and the one before is kept', async () => {
  const [world, from] = [path.join(folder, 'world.json'), path.join(folder, 'before.json')];
  await writeSnapshot(from, snapshotOf(host));
  expect(await resetWorld('.', world)).toEqual({ file: world, differences: [] });
  expect(await resetWorld('.', world, from)).toEqual({ file: world, kept: `${world}.old`, differences: [] });
  expect(snapshotOf((await loadWorld(world))!)).toEqual(snapshotOf(host));
});

test('a file that is no snapshot changes nothing', async () => {
  const [world, from] = [path.join(folder, 'other.json'), path.join(folder, 'broken.json')];
  await resetWorld('.', world);
  const before = await readFile(world, 'utf8');
  await writeFile(from, '{"version": 1,');
  await expect(resetWorld('.', world, from)).rejects.toMatchObject({ code: 'snapshot-unreadable' });
  await writeFile(from, '{"version": 1, "links": []}');
  await expect(resetWorld('.', world, from)).rejects.toMatchObject({ code: 'snapshot-invalid' });
  await expect(resetWorld('.', world, path.join(folder, 'none.json'))).rejects.toMatchObject({
    code: 'snapshot-unreadable',
  });
  expect(await readFile(world, 'utf8')).toBe(before);
});

test('a world is what the lines of a file state', async () => {
  const [world, given] = [path.join(folder, 'given.json'), path.join(folder, 'given.txt')];
  await writeFile(given, '# two cards\ninterface eth0\n\ninterface eth1\nbridge br7 with ports [eth1]\n');
  await resetWorld('.', world, await readGivenWorld(given));
  expect(await loadWorld(world)).toEqual(host);
  await writeFile(given, 'bridge br7 with ports [eth1]\n');
  await expect(readGivenWorld(given)).rejects.toMatchObject({ code: 'impossible-given' });
  const fault = 'operation 2 fails with EBUSY';
  await writeFile(given, `interface eth0\n${fault}\n`);
  await expect(readGivenWorld(given)).rejects.toMatchObject({ code: 'impossible-given', details: { line: fault } });
  await expect(readGivenWorld(path.join(folder, 'none.txt'))).rejects.toMatchObject({ code: 'given-unreadable' });
});
