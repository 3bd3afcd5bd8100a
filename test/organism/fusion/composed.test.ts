import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { worldEpoch } from '../../../src/kernel/mock/default-world.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { fusions } from '../../../src/organism/fusion/fusion-status.ts';
import type { GenomeRepository } from '../../helpers/genome-repository.ts';
import { inProcess } from '../../helpers/run-in-process.ts';
import { fusedSource, fusionRepository, plantFused, runs } from './fusion-repository.ts';

/** A pathway whose first two steps are pathways that can be fused, and that can go on at the same time. */
const site = `pathway make_site for network
  risk low

  steps:
    1. -> make_pair
         bridge_name = left
    2. -> make_pair
         bridge_name = right
    3. bond_create
         bond_name = bond0
         mode = active-backup
         members = [eth2, eth3]

  requires:
    step 3 needs step 1, step 2

  on failure:
    rollback all
`;

const broken = `export default async function execute(input, kernel) { throw new Error('no'); }\n`;

function siteRepository(edit: (made: GenomeRepository) => void = () => undefined): Promise<GenomeRepository> {
  return fusionRepository((made) => {
    made.contract('pathways', 'make_site', site);
    edit(made);
  });
}

/** The snapshot that the steps alone leave. */
async function stepwiseWorld(): Promise<string> {
  const organism = inProcess(await siteRepository());
  await organism.run('make_site', {});
  return canonicalJson(await organism.kernel.snapshot());
}

describe('a pathway that is a step of another', () => {
  test('runs by its own fused allele, keeps its windows open with the others, and leaves the same world', async () => {
    const repository = await siteRepository();
    const allele = await plantFused(repository, 'make_pair', await fusedSource(repository, 'make_pair'));
    const organism = inProcess(repository);
    const report = await organism.run('make_site', {});
    expect(report.failure).toBeUndefined();
    expect(report.steps.map(({ step, locus, via, allele: by }) => [step, locus, via, by])).toEqual([
      ['1.1-1.2', 'make_pair', ['make_site'], allele],
      ['2.1-2.2', 'make_pair', ['make_site'], allele],
      ['3', 'bond_create', ['make_site'], repository.expressed('bond_create')[0]],
    ]);
    expect(report).toMatchObject({ ok: true, fusion: { state: 'stepwise' } });
    expect(report.fusion?.within).toBeUndefined();
    // Five windows of 30 s; one after the other they would take 150.
    expect(report.worldSeconds).toBeLessThan(60);
    const verified = report.steps[0]?.attempts[0]?.verify.map(({ timescale, healthy }) => [timescale, healthy]);
    expect(verified).toEqual(
      expect.arrayContaining([
        ['immediate', true],
        ['convergence', true],
      ]),
    );
    expect(organism.tally('make_pair', allele)).toMatchObject({
      attempts: 2,
      outcomes: { ok: 2 },
      observations: { convergence: { good: 2, bad: 0 } },
    });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(await stepwiseWorld());
  });

  test('runs by its steps when its fused allele fails, which is blamed once and not tried again in the run', async () => {
    const repository = await siteRepository();
    const allele = await plantFused(repository, 'make_pair', broken);
    const organism = inProcess(repository);
    const report = await organism.run('make_site', {});
    expect(report.steps.map(({ step }) => step)).toEqual(['1.1', '1.2', '2.1', '2.2', '3']);
    expect(report).toMatchObject({
      ok: true,
      fusion: {
        state: 'stepwise',
        within: [{ pathway: 'make_pair', allele, step: '1.1', locus: 'bridge_create', reason: 'exception: Error: no' }],
      },
    });
    expect(organism.tally('make_pair', allele)).toMatchObject({ attempts: 1, outcomes: { 'gene-failure': 1 } });
    expect(organism.records.filter(({ t }) => t === 'decomposed')).toMatchObject([{ pathway: 'make_pair', allele }]);
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(await stepwiseWorld());
  });

  test('is taken out of the phenotype by a commit when its fused allele failed', async () => {
    const repository = await siteRepository();
    const allele = await plantFused(repository, 'make_pair', broken);
    const report = await runs(repository, 'make_site', {});
    expect(report).toMatchObject({ ok: true, fusion: { count: 1 } });
    expect(report.fusion?.note).toMatch(/^make_pair: no longer fused, commit [0-9a-f]{12}$/);
    const log = execFileSync('git', ['-C', repository.root, 'log', '-1', '--format=%B'], { encoding: 'utf8' });
    expect(log).toContain(`Sg-Locus: make_pair\nSg-Allele: ${allele}\nSg-Step: 1.1 bridge_create\n`);
    const known = await fusions(repository.root, 'default');
    expect(known.find(({ pathway }) => pathway === 'make_pair')).toMatchObject({ state: 'decomposed', count: 0 });
  });

  test('refuses as its steps refuse, and keeps its fused allele', async () => {
    const repository = await siteRepository();
    const allele = await plantFused(repository, 'make_pair', await fusedSource(repository, 'make_pair'));
    const organism = inProcess(repository);
    await organism.run('bridge_create', { bridge_name: 'right', interfaces: [] });
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('make_site', {});
    expect(report).toMatchObject({ ok: false, rolledBack: true, failure: { kind: 'refused', locus: 'bridge_create' } });
    expect(report.fusion?.within).toBeUndefined();
    expect(organism.tally('make_pair', allele)?.outcomes).toMatchObject({ 'gene-failure': 0 });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
  });
});

const watched = `pathway watched_bridge for network
  risk low

  steps:
    1. bridge_create
         bridge_name = br0
         interfaces = []

  verify:
    check_clockwork bridge_name=br0
    within 30s
`;

const around = `pathway around_it for network
  risk low

  steps:
    1. -> watched_bridge
    2. bond_create
         bond_name = bond0
         mode = active-backup
         members = [eth2, eth3]

  on failure:
    rollback all
`;

const clockwork = `gene check_clockwork for network
  is diagnostic

  takes:
    bridge_name  string  "Bridge"

  gives:
    healthy   bool  "Whether it is"

  feeds:
    bridge_create  convergence
`;

describe("what a composed pathway's verification finds", () => {
  test.each([
    ['good', 1e9, { good: 1, bad: 0 }],
    ['bad', 20, { good: 0, bad: 1 }],
  ])('%s, is credited once to the allele it feeds, whatever passes the run took', async (_, seconds, expected) => {
    const repository = await fusionRepository((made) => {
      made.contract('pathways', 'watched_bridge', watched);
      made.contract('pathways', 'around_it', around);
      made.contract('genes', 'check_clockwork', clockwork);
      made.express('check_clockwork', [
        `export default async (input, kernel) => ({ healthy: (await kernel.now()) < ${worldEpoch + seconds} });\n`,
      ]);
    });
    const organism = inProcess(repository);
    const report = await organism.run('around_it', {});
    expect(report.ok).toBe(expected.bad === 0);
    const [bridge] = repository.expressed('bridge_create');
    expect(organism.tally('bridge_create', bridge ?? '')?.observations.convergence).toEqual(expected);
    expect(
      organism.tally('bond_create', repository.expressed('bond_create')[0] ?? '')?.observations.convergence.bad ?? 0,
    ).toBe(0);
  });
});
