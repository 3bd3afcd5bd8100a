import { describe, expect, test } from 'vitest';
import { worldEpoch } from '../../../src/kernel/mock/default-world.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { inProcess } from '../../helpers/run-in-process.ts';

const management = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] };

/** Adds a pathway that makes two bridges with nothing between them, then looks at both. */
function twoBridges(repository: GenomeRepository): void {
  repository.contract(
    'pathways',
    'two_bridges',
    `pathway two_bridges for network
  risk low

  steps:
    1. bridge_create
         bridge_name = left
         interfaces = [eth1]
    2. bridge_create
         bridge_name = right
         interfaces = [eth2]
    3. check_link_state
         device = {step 1.bridge_name}

  requires:
    step 3 needs step 1, step 2

  on failure:
    rollback all
`,
  );
}

describe('the swift pass', () => {
  test('keeps all windows open at the same time', async () => {
    const organism = inProcess(await genomeRepository());
    const report = await organism.run('provision_management_bridge', management);
    expect(report.ok).toBe(true);
    const windows = report.steps.filter(({ attempts }) =>
      attempts.at(-1)?.verify.some(({ timescale }) => timescale === 'convergence'),
    );
    expect(windows.length).toBeGreaterThanOrEqual(4);
    // Each window is 30 s; one after the other they would take more than four times that.
    expect(report.worldSeconds).toBeLessThan(75);
    const convergence = organism.records.filter(
      (record) => record.t === 'verdict' && record.timescale === 'convergence',
    );
    expect(convergence.length).toBeGreaterThanOrEqual(windows.length);
  });

  test('runs independent steps side by side, and one after the other with one job', async () => {
    const repository = await genomeRepository();
    twoBridges(repository);
    const order = async (jobs: number): Promise<string[]> => {
      const organism = inProcess(repository);
      const report = await organism.run('two_bridges', {}, { jobs });
      expect(report.ok).toBe(true);
      return organism.events.flatMap((event) => {
        if (event.type === 'step-started') return [`start ${event.step}`];
        return event.type === 'step-ended' ? [`end ${event.step.step}`] : [];
      });
    };
    expect(await order(1)).toEqual(['start 1', 'end 1', 'start 2', 'end 2', 'start 3', 'end 3']);
    const together = await order(4);
    expect(together.indexOf('start 2')).toBeLessThan(together.indexOf('end 1'));
    expect(together.indexOf('start 3')).toBeGreaterThan(together.indexOf('end 2'));
  });

  test('gives way to the careful pass, which lets the fallback answer and judges every allele once', async () => {
    const repository = await genomeRepository();
    const good = repository.expressed('bridge_stp')[0]!;
    const bad = repository.allele('bridge_stp', 'export default async () => { throw new Error("no"); }');
    repository.expressDigests('bridge_stp', [bad, good]);
    const creator = repository.expressed('bridge_create')[0]!;
    const organism = inProcess(repository);
    const report = await organism.run('provision_management_bridge', management);
    expect(report.ok).toBe(true);
    expect(organism.events.filter(({ type }) => type === 'starting-over')).toHaveLength(1);
    expect(report.steps.find(({ locus }) => locus === 'bridge_stp')?.attempts.map(({ allele }) => allele)).toEqual([
      bad,
      good,
    ]);
    expect(organism.tally('bridge_stp', bad)).toMatchObject({
      attempts: 1,
      outcomes: { 'gene-failure': 1 },
      unfinished: 0,
    });
    expect(organism.tally('bridge_create', creator)).toMatchObject({ attempts: 1, outcomes: { ok: 1 }, unfinished: 0 });

    const undisturbed = inProcess(await genomeRepository());
    await undisturbed.run('provision_management_bridge', management);
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(canonicalJson(await undisturbed.kernel.snapshot()));
  });
});

describe('a verification that is healthy at once and not at the end of its window', () => {
  test('is rolled back; the allele that acted has a bad convergence, others and other loci are untouched', async () => {
    const repository = await genomeRepository();
    const acting = repository.expressed('bridge_create');
    repository.express('check_link_state', [
      `export default async function execute(input, kernel) {
        const link = await kernel.link(input.device);
        const healthy = (await kernel.now()) < ${worldEpoch + 20};
        return { healthy, operstate: link?.operstate ?? 'none', carrier: true, mac: '52:54:00:00:00:01', mtu: 1500 };
      }`,
    ]);
    repository.contract('genes', 'check_link_state', lenientDiagnostic);
    const organism = inProcess(repository);
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('bridge_create', management);
    expect(report).toMatchObject({ ok: false, rolledBack: true, changes: [] });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
    expect(organism.tally('bridge_create', acting[0]!)).toMatchObject({
      outcomes: { 'gene-failure': 1 },
      observations: { immediate: { good: 1, bad: 0 }, convergence: { good: 0, bad: 1 } },
    });
    // The fallback was asked after the world's clock had passed the point: bad at once and at the end.
    expect(organism.tally('bridge_create', acting[1]!)).toMatchObject({
      observations: { immediate: { good: 0, bad: 1 }, convergence: { good: 0, bad: 1 } },
    });
    expect(
      [...new Set(organism.records.flatMap((record) => ('locus' in record ? [record.locus] : [])))].sort(),
    ).toEqual(['bridge_create', 'check_link_state']);
  });
});

/** The diagnostic's contract with room for an allele that only tells the time. */
const lenientDiagnostic = `gene check_link_state for network
  is diagnostic

  takes:
    device           string       "Device"
    require_carrier  bool = true  "Ask for carrier"

  gives:
    healthy    bool     "Whether it is"
    operstate  string?  "State"
    carrier    bool?    "Carrier"
    mac        string?  "Address"
    mtu        int?     "MTU"
`;
