import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fusionsView } from '../../../src/cli/fusion-view.ts';
import { styleFor } from '../../../src/cli/style.ts';
import { worldEpoch } from '../../../src/kernel/mock/default-world.ts';
import { readLedgerState } from '../../../src/ledger/read-ledger-state.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { fusions, type FusionStatus } from '../../../src/organism/fusion/fusion-status.ts';
import { rememberRun } from '../../../src/organism/fusion/fusion-state.ts';
import { withMockKernel, worldPlace } from '../../../src/organism/world/mock-world.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import type { GenomeRepository } from '../../helpers/genome-repository.ts';
import { inProcess } from '../../helpers/run-in-process.ts';
import { fusedSource, fuses, fusionRepository, plantFused, runs } from './fusion-repository.ts';

/** The allele with a condition before its own work: TypeScript statements on `input` and `kernel`. */
function onCondition(source: string, condition: string): string {
  return `${source.replace('export default async function execute', 'async function original')}
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  ${condition}
  return original(input, kernel);
}
`;
}

/** Two steps, of which the second has a dominant that cannot bear a device called "storm", and a fallback that can. */
async function fragilePair(): Promise<GenomeRepository> {
  return fusionRepository((made) => {
    const good = made.expressed('bridge_stp')[0]!;
    const fragile = onCondition(
      made.source('bridge_stp', good),
      `if ((await kernel.link('storm')) !== null) throw new Error('cannot bear the storm');`,
    );
    const digest = made.allele('bridge_stp', fragile);
    const certificate = (of: string): string => made.file('genome', 'bridge_stp', `${of}.toml`);
    writeFileSync(certificate(digest), readFileSync(certificate(good), 'utf8').replace(good, digest));
    made.expressDigests('bridge_stp', [digest, good]);
  });
}

/** As many successes with the alleles of a run as are missing to nine. */
async function upToNine(repository: GenomeRepository, composition: string): Promise<void> {
  const fact = { t: 'pathway', pathway: 'make_pair', composition, ok: true } as const;
  const facts = Array.from({ length: 8 }, () => fact);
  await rememberRun(await openWorkspace(repository.root), facts, undefined);
}

/** Somebody changes the host behind everybody's back. */
async function byHand(repository: GenomeRepository, operation: string, ...args: string[]): Promise<void> {
  await withMockKernel(await worldPlace(repository.root, undefined), 'by hand', async (kernel) => {
    const transaction = await kernel.begin({ label: 'by hand' });
    await transaction.port().call(operation, operation === 'createBridge' ? [...args, {}] : args);
    await transaction.commit();
  });
}

async function statusOf(repository: GenomeRepository): Promise<FusionStatus | undefined> {
  return (await fusions(repository.root, 'default')).find(({ pathway }) => pathway === 'make_pair');
}

test('a world that breaks a fused pathway takes it apart, names the step, and it has to prove itself anew', async () => {
  const repository = await fragilePair();
  const [fragile, good] = repository.expressed('bridge_stp');
  const first = await runs(repository, 'make_pair', { bridge_name: 'br0' });
  await upToNine(repository, first.fusion?.composition ?? '');
  await runs(repository, 'make_pair', { bridge_name: 'br1' });
  const { allele } = await fuses(repository, 'make_pair');
  expect((await runs(repository, 'make_pair', { bridge_name: 'br2' })).fusion?.state).toBe('fused');

  await byHand(repository, 'createBridge', 'storm');
  const broken = await runs(repository, 'make_pair', { bridge_name: 'br3' });
  expect(broken).toMatchObject({
    ok: true,
    fusion: { state: 'decomposed', allele, step: '2', locus: 'bridge_stp', count: 1 },
  });
  expect(broken.fusion?.reason).toContain('cannot bear the storm');
  expect(broken.steps.map(({ step, locus, allele: by }) => [step, locus, by])).toEqual([
    ['1', 'bridge_create', repository.expressed('bridge_create')[0]],
    ['2', 'bridge_stp', good],
  ]);

  const { tallies } = readLedgerState((await openWorkspace(repository.root)).ledger).fold;
  const outcomes = (locus: string, digest = ''): unknown => tallies.get(locus)?.get(digest)?.outcomes;
  expect(outcomes('make_pair', allele)).toMatchObject({ ok: 1, 'gene-failure': 1 });
  expect(outcomes('bridge_stp', fragile)).toMatchObject({ ok: 2, 'gene-failure': 1 });
  expect(outcomes('bridge_stp', good)).toMatchObject({ ok: 1, 'gene-failure': 0 });
  expect(outcomes('bridge_create', repository.expressed('bridge_create')[0])).toMatchObject({ 'gene-failure': 0 });

  const log = execFileSync('git', ['-C', repository.root, 'log', '-1', '--format=%B'], { encoding: 'utf8' });
  expect(log).toContain(`Sg-Allele: ${allele}\nSg-Step: 2 bridge_stp\n`);
  const status = await statusOf(repository);
  expect(status).toMatchObject({ state: 'decomposed', allele });
  expect(status?.reason).toMatch(/^step 2: .*cannot bear the storm/);
  const shown = fusionsView(status === undefined ? [] : [status], styleFor(false));
  expect(shown).toMatch(/make_pair +decomposed/);

  // What worked was the fallback's doing: that says nothing yet about the alleles that would be fused.
  await expect(fuses(repository, 'make_pair')).rejects.toMatchObject({ code: 'fusion-not-ready' });
  await byHand(repository, 'deleteBridge', 'storm');
  const mended = await runs(repository, 'make_pair', { bridge_name: 'br4' });
  expect(mended).toMatchObject({ ok: true, fusion: { state: 'stepwise', count: 1 } });
  await expect(fuses(repository, 'make_pair')).rejects.toMatchObject({ code: 'fusion-not-ready' });
  await upToNine(repository, mended.fusion?.composition ?? '');
  expect((await runs(repository, 'make_pair', { bridge_name: 'br5' })).fusion?.count).toBe(10);
  expect((await fuses(repository, 'make_pair')).allele).toBe(allele);
  expect((await runs(repository, 'make_pair', { bridge_name: 'br6' })).fusion?.state).toBe('fused');
});

/** Two steps at different loci, each with a window of 30 s. */
const bridgeAndBond = `pathway bridge_and_bond for network
  risk low

  steps:
    1. bridge_create
         bridge_name = br0
         interfaces = [eth1]
    2. bond_create
         bond_name = bond0
         mode = active-backup
         members = [eth2, eth3]

  on failure:
    rollback all
`;

/** A fused pathway whose bond is found unhealthy for a while, by the world's clock; in seconds after its beginning. */
async function badBetween(from: number, to: number) {
  const repository = await fusionRepository((made) => {
    made.contract('pathways', 'bridge_and_bond', bridgeAndBond);
    const look = made.source('check_bond_state', made.expressed('check_bond_state')[0]!);
    made.express('check_bond_state', [
      onCondition(
        look,
        `const now = await kernel.now();
  if (now > ${worldEpoch + from} && now < ${worldEpoch + to}) return { ...(await original(input, kernel)), healthy: false };`,
      ),
    ]);
  });
  const allele = await plantFused(repository, 'bridge_and_bond', await fusedSource(repository, 'bridge_and_bond'));
  const organism = inProcess(repository);
  const before = canonicalJson(await organism.kernel.snapshot());
  const report = await organism.run('bridge_and_bond', {});
  const attempt = organism.events.find((event) => event.type === 'attempt-ended' && event.attempt.allele === allele);
  const tally = (locus: string): unknown => organism.tally(locus, repository.expressed(locus)[0]!)?.observations;
  return { organism, allele, before, report, attempt, tally };
}

describe('a window that closes unhealthy after a fused run', () => {
  test('undoes it and takes it apart at the step that broke; the steps do the work once it has passed', async () => {
    const { organism, allele, report, attempt, tally } = await badBetween(20, 31);
    expect(report).toMatchObject({
      ok: true,
      fusion: { state: 'decomposed', allele, step: '2', locus: 'bond_create' },
    });
    expect(report.fusion?.reason).toMatch(/^unhealthy: .*check_bond_state/);
    expect(attempt).toMatchObject({ attempt: { rolledBack: { proven: true, differences: [] } } });
    expect(organism.tally('bridge_and_bond', allele)?.observations).toMatchObject({
      immediate: { good: 1, bad: 0 },
      convergence: { good: 0, bad: 1 },
    });
    expect(tally('bridge_create')).toMatchObject({ convergence: { good: 1, bad: 0 } });
    expect(tally('bond_create')).toMatchObject({ convergence: { good: 1, bad: 0 } });
  });

  test('and where the steps break as well, blames the allele of that step alone and leaves the world as it was', async () => {
    const { organism, allele, before, report, tally } = await badBetween(20, 1e9);
    expect(report).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true }, changes: [] });
    expect(report.fusion).toMatchObject({ state: 'decomposed', allele, step: '2', locus: 'bond_create' });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
    expect(tally('bridge_create')).toMatchObject({ convergence: { good: 1, bad: 0 } });
    expect(tally('bond_create')).toMatchObject({ convergence: { good: 0, bad: 1 } });
    expect(organism.records.filter(({ t }) => t === 'decomposed')).toHaveLength(1);
  });
});
