import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fusions, type FusionStatus } from '../../../src/organism/fusion/fusion-status.ts';
import type { GenomeRepository } from '../../helpers/genome-repository.ts';
import { fusionRepository, runs } from './fusion-repository.ts';

async function pair(repository: GenomeRepository): Promise<FusionStatus | undefined> {
  return (await fusions(repository.root, 'default')).find(({ pathway }) => pathway === 'make_pair');
}

test('a look at a ledger that says nothing of fusion is remembered, and counts nothing', async () => {
  const repository = await fusionRepository();
  const state = repository.file('.sg', 'fusion.json');
  await runs(repository, 'bridge_create', { bridge_name: 'br0', interfaces: [] });
  expect(existsSync(state)).toBe(false);
  expect(await pair(repository)).toMatchObject({ state: 'counting', count: 0 });
  expect(JSON.parse(readFileSync(state, 'utf8'))).toEqual({ version: 1, pathways: {} });
  await runs(repository, 'make_pair', { bridge_name: 'br1' });
  expect(await pair(repository)).toMatchObject({ count: 1 });
});

test('what the records do say is counted once, whoever looks when the state is gone', async () => {
  const repository = await fusionRepository();
  const state = repository.file('.sg', 'fusion.json');
  for (const name of ['br0', 'br1']) await runs(repository, 'make_pair', { bridge_name: name });
  rmSync(state);
  expect(await pair(repository)).toMatchObject({ count: 2 });
  expect(existsSync(state)).toBe(false);
  await runs(repository, 'make_pair', { bridge_name: 'br2' });
  expect(await pair(repository)).toMatchObject({ count: 3 });
});

test('looking makes nothing where nothing has run, and needs nobody to let it write', async () => {
  const repository = await fusionRepository();
  expect(await pair(repository)).toMatchObject({ count: 0 });
  expect(existsSync(repository.file('.sg', 'fusion.json'))).toBe(false);
  await runs(repository, 'bridge_create', { bridge_name: 'br0', interfaces: [] });
  // A file where the lock's folder should be.
  rmSync(repository.file('.sg', 'fusion.json.lock'), { recursive: true, force: true });
  mkdirSync(repository.file('.sg'), { recursive: true });
  appendFileSync(repository.file('.sg', 'fusion.json.lock'), '');
  expect(await pair(repository)).toMatchObject({ count: 0 });
});
