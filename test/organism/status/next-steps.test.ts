import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { initRepository } from '../../../src/git/init-repository.ts';
import { LedgerWriter } from '../../../src/ledger/ledger-writer.ts';
import { nextSteps } from '../../../src/organism/status/next-steps.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';
import { inProcess } from '../../helpers/run-in-process.ts';

async function commands(root: string): Promise<readonly string[]> {
  return (await nextSteps(root, 'default')).steps.map(({ command }) => command);
}

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-next-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

test('outside of a repository, a genome is made or fetched', async () => {
  expect(await nextSteps(emptyFolder(), 'default')).toMatchObject({ root: null });
  expect(await commands(emptyFolder())).toEqual(['sg init my-genome', 'sg pull --remote URL']);
});

test('in a repository without contracts, the genome comes first', async () => {
  const root = emptyFolder();
  await initRepository(root);
  expect(await commands(root)).toEqual(['sg init']);
});

test('where nothing waits, what can be looked at', async () => {
  const { root } = await genomeRepository();
  expect(await commands(root)).toEqual(['sg status', 'sg plan production_server', 'sg test']);
});

test('verifications that runs left, and failures with a case, come first', async () => {
  const repository = await genomeRepository();
  const { cases, ledger } = await openWorkspace(repository.root);
  const [dominant = ''] = repository.expressed('link_up');
  repository.express('link_up', [`throw new Error('no');\n`, repository.source('link_up', dominant)]);
  const organism = inProcess(repository);
  await organism.run('bridge_create', { bridge_name: 'br7', interfaces: ['eth1'] }, { wait: false });
  await organism.run('link_up', { device: 'eth2' });
  const writer = new LedgerWriter(ledger);
  for (const record of organism.records) writer.add(record);
  writer.close();
  mkdirSync(cases, { recursive: true });
  writeFileSync(path.join(cases, 'link_up-0123456789ab.json'), '{}');

  const found = await commands(repository.root);

  expect(found.slice(0, 2)).toEqual([
    'sg watch --once',
    'sg mutate link_up --case .sg/cases/link_up-0123456789ab.json',
  ]);
});
