import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';
import { sg, type SgResult } from '../helpers/sg.ts';

const management = JSON.stringify({ bridge_name: 'br0', interfaces: ['eth1', 'eth2'] });

function runs(repository: GenomeRepository, target: string, input: string, ...more: string[]): Promise<SgResult> {
  return sg(['run', target, '--input', input, ...more], { cwd: repository.root });
}

async function snapshot(repository: GenomeRepository): Promise<string> {
  return (await sg(['kernel', 'snapshot'], { cwd: repository.root })).stdout;
}

test('a bridge provisioned by one process is healthy for the next', async () => {
  const repository = await genomeRepository();
  const made = await runs(repository, 'provision_management_bridge', management, '--json');
  expect(made.stderr).toBe('');
  expect(made.json()).toMatchObject({
    ok: true,
    pathway: 'provision_management_bridge',
    phenotype: 'default',
    kernel: 'mock',
    rolledBack: false,
    mutation: { state: 'none' },
  });
  const health = await runs(repository, 'health_check_bridge', '{"bridge_name": "br0"}');
  expect(health.status).toBe(0);
  expect(health.stdout).toContain('healthy');
  const shown = await sg(['kernel', 'show'], { cwd: repository.root });
  expect(shown.stdout).toMatch(/br0 +bridge +up/);
});

describe('a wrong input ends with 2, says what and where, runs nothing and scores nothing', () => {
  const wrong: Readonly<Record<string, { readonly input: string; readonly code: string; readonly says: string }>> = {
    'a missing field': { input: '{"interfaces": []}', code: 'invalid-input', says: 'bridge_name' },
    'an unknown field': { input: '{"bridge_name": "b", "interfaces": [], "x": 1}', code: 'invalid-input', says: 'x' },
    'a wrong type': { input: '{"bridge_name": 1, "interfaces": []}', code: 'invalid-input', says: 'bridge_name' },
    'no JSON': { input: '{bridge_name: br0}', code: 'input-not-json', says: '--input' },
    'a missing file': { input: '@nowhere.json', code: 'input-not-readable', says: 'nowhere.json' },
  };
  test.each(Object.entries(wrong))('%s', async (_name, { input, code, says }) => {
    const repository = await genomeRepository();
    const refused = await runs(repository, 'bridge_create', input, '--json');
    expect(refused.status).toBe(2);
    expect(refused.json()).toMatchObject({ ok: false, error: { code } });
    expect((refused.json()['error'] as JsonObject)['message']).toContain(says);
    expect(existsSync(repository.file('.sg', 'ledger'))).toBe(false);
    expect(existsSync(repository.file('.sg', 'world.json'))).toBe(false);
  });
});

test('input comes from a file or from standard input as well', async () => {
  const repository = await genomeRepository();
  writeFileSync(repository.file('input.json'), management);
  const fromFile = await sg(['run', 'bridge_create', '-i', '@input.json', '--dry-run'], { cwd: repository.root });
  expect(fromFile.status).toBe(0);
  const fromStdin = await sg(['run', 'bridge_create', '-i', '-'], { cwd: repository.root, stdin: management });
  expect(fromStdin.status).toBe(0);
});

test('a refusal ends with 1, is called a refusal, and costs the allele nothing', async () => {
  const repository = await genomeRepository();
  await runs(repository, 'bridge_create', management);
  const refused = await runs(repository, 'bridge_create', management);
  expect(refused.status).toBe(1);
  expect(refused.stdout).toContain('refused: bridge already exists');
  const status = await sg(['status', '--json'], { cwd: repository.root });
  const locus = (status.json()['loci'] as readonly JsonObject[]).find(({ locus: name }) => name === 'bridge_create');
  expect((locus?.['alleles'] as readonly JsonObject[])[0]).toMatchObject({
    tally: { outcomes: { ok: 1, refused: 1, 'gene-failure': 0 } },
    fitness: { score: 1 },
  });
});

const halfDone = `export default async function execute(input, kernel) {
  await kernel.createBridge(input.bridge_name, { ports: input.interfaces });
  await kernel.setMtu(input.interfaces[0], 9000);
  throw new Error('half way');
}`;

test('a broken dominant is rolled back, its fallback answers, and status shows both', async () => {
  const repository = await genomeRepository();
  const good = repository.expressed('bridge_create')[0]!;
  const bad = repository.allele('bridge_create', halfDone);
  repository.expressDigests('bridge_create', [bad, good]);
  const result = await runs(repository, 'bridge_create', management);
  expect(result.status).toBe(0);
  expect(result.stdout).toContain(`gene-failure of ${bad.slice(0, 12)}: exception: Error: half way (line 4:`);
  expect(result.stdout).toContain('rolled back: the world is as it was before');
  expect(result.stdout).toContain(`fallback ${good.slice(0, 12)} answered`);
  const status = (await sg(['status'], { cwd: repository.root })).stdout;
  expect(status).toMatch(new RegExp(`bridge_create +low +${bad.slice(0, 12)} +dominant +1 +1 `));
  expect(status).toMatch(new RegExp(` ${good.slice(0, 12)} +fallback +1 +0 `));
});

test('with no fallback the world stays as it was, byte for byte, and the failure case is named', async () => {
  const repository = await genomeRepository();
  repository.express('bridge_create', [halfDone]);
  const before = await snapshot(repository);
  const failed = await runs(repository, 'bridge_create', management);
  expect(failed.status).toBe(1);
  expect(await snapshot(repository)).toBe(before);
  const [file] = readdirSync(repository.file('.sg', 'cases'));
  expect(failed.stdout).toContain(file);
  const kept = JSON.parse(readFileSync(repository.file('.sg', 'cases', file!), 'utf8')) as JsonObject;
  expect(kept).toMatchObject({ locus: 'bridge_create', input: { bridge_name: 'br0' } });
});

test('an allele whose bytes do not match its name ends with 3 before anything runs', async () => {
  const repository = await genomeRepository();
  const digest = repository.expressed('bridge_create')[1]!;
  writeFileSync(repository.file('genome', 'bridge_create', `${digest}.ts`), halfDone);
  const stopped = await runs(repository, 'provision_management_bridge', management, '--json');
  expect(stopped.status).toBe(3);
  expect(stopped.json()).toMatchObject({ ok: false, error: { code: 'allele-digest-mismatch' } });
  expect(existsSync(repository.file('.sg', 'ledger'))).toBe(false);
});

test('a contract with an error stops every run with its place', async () => {
  const repository = await genomeRepository();
  repository.contract(
    'genes',
    'broken',
    'gene broken\n  is diagnostic\n  tkes:\n    a string\n  gives:\n    healthy bool\n',
  );
  const stopped = await runs(repository, 'bridge_create', management);
  expect(stopped.status).toBe(2);
  expect(stopped.stderr).toContain('contracts/genes/broken.sg:3:3');
});

test('four processes at once: all recorded, none lost, the world consistent', async () => {
  const repository = await genomeRepository();
  const names = ['br1', 'br2', 'br3', 'br4'];
  const results = await Promise.all(
    names.map((name) =>
      runs(repository, 'bridge_create', JSON.stringify({ bridge_name: name, interfaces: [] }), '--json'),
    ),
  );
  expect(results.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  const world = (await sg(['kernel', 'show', '--json'], { cwd: repository.root })).json()['world'] as JsonObject;
  expect(Object.keys(world['links'] as JsonObject)).toEqual(expect.arrayContaining(names));
  const status = (await sg(['status', '--json'], { cwd: repository.root })).json();
  const locus = (status['loci'] as readonly JsonObject[]).find(({ locus: name }) => name === 'bridge_create');
  expect((locus?.['alleles'] as readonly JsonObject[])[0]).toMatchObject({
    tally: { attempts: 4, unfinished: 0, outcomes: { ok: 4 } },
  });
  expect(status['damagedRecords']).toBe(0);
});

test('nobody outside a genome repository is left without a next step', async () => {
  const lost = await sg(['run', 'bridge_create', '--json'], { cwd: '/' });
  expect(lost.status).toBe(2);
  expect(lost.json()).toMatchObject({ ok: false, error: { code: 'not-a-repository' } });
  expect((lost.json()['error'] as JsonObject)['hint']).toContain('sg init');
});

test('a hostile name cannot drive the terminal', async () => {
  const repository = await genomeRepository();
  const shown = await runs(repository, 'bridge_create', '{"bridge_name": "\\u001b[2J\\u001b]0;x", "interfaces": []}');
  expect(shown.stdout + shown.stderr).not.toContain('\u001b');
});
