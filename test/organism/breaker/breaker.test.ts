import { expect, test } from 'vitest';
import { readLedger } from '../../../src/ledger/read-ledger.ts';
import { coolDownSeconds } from '../../../src/organism/breaker/circuit.ts';
import type { RunReport } from '../../../src/organism/run/report.ts';
import { runOnKernel } from '../../../src/organism/run/run-on-kernel.ts';
import { genomeStatus } from '../../../src/organism/status/status.ts';
import { advanceWorld } from '../../../src/organism/watch/watch-round.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';

const broken = `export default async function execute(input, kernel) {
  throw new Error('not today');
}`;

/** Adds a mood to an allele: it works on the bridges whose name ends with 9 only. */
function moody(source: string): string {
  return source.replace(
    /(export default async function execute\([^)]*\)[^{]*\{)/,
    "$1 if (!input.bridge_name.endsWith('9')) throw new Error('not today');",
  );
}

function make(repository: GenomeRepository, name: string): Promise<RunReport> {
  return runOnKernel({
    ...{ start: repository.root, phenotype: 'default', world: undefined, target: 'bridge_create' },
    ...{ input: { bridge_name: name, interfaces: [] }, wait: false, dryRun: false, jobs: 1 },
    emit: () => undefined,
  });
}

function tried(report: RunReport): readonly string[] {
  return report.steps[0]!.attempts.map(({ allele }) => allele);
}

function breakerRecords(repository: GenomeRepository): readonly string[] {
  const { records } = readLedger(repository.file('.sg', 'ledger'));
  return records.flatMap((record) => (record.t === 'breaker' ? [record.state] : []));
}

async function withDominant(
  source: (good: string) => string,
): Promise<{ repository: GenomeRepository; bad: string; good: string }> {
  const repository = await genomeRepository();
  const good = repository.expressed('bridge_create')[0]!;
  const bad = repository.allele('bridge_create', source(repository.source('bridge_create', good)));
  repository.expressDigests('bridge_create', [bad, good]);
  return { repository, bad, good };
}

test('a dominant that fails three times in a row, mended each time, is tried last for the cool-down', async () => {
  const { repository, bad, good } = await withDominant(() => broken);
  for (const name of ['br1', 'br2', 'br3']) expect(tried(await make(repository, name))).toEqual([bad, good]);
  expect(breakerRecords(repository)).toEqual(['opened']);
  expect(tried(await make(repository, 'br4'))).toEqual([good]);
  const where = { start: repository.root, phenotype: 'default', world: undefined };
  const { breakers } = await genomeStatus(repository.root, 'default');
  expect(breakers).toMatchObject([{ locus: 'bridge_create', allele: bad, state: 'open' }]);
  expect(breakers[0]!.until - breakers[0]!.since).toBe(coolDownSeconds);

  // One trial after the cool-down: it fails, so the circuit opens again.
  await advanceWorld(where, coolDownSeconds);
  expect(tried(await make(repository, 'br5'))).toEqual([bad, good]);
  expect(breakerRecords(repository)).toEqual(['opened', 'half-open', 'opened']);
  expect(tried(await make(repository, 'br6'))).toEqual([good]);
});

test('a trial that succeeds closes the circuit', async () => {
  const { repository, bad, good } = await withDominant(moody);
  for (const name of ['br1', 'br2', 'br3', 'br4']) await make(repository, name);
  expect(breakerRecords(repository)).toEqual(['opened']);
  await advanceWorld({ start: repository.root, phenotype: 'default', world: undefined }, coolDownSeconds);
  expect(tried(await make(repository, 'br9'))).toEqual([bad]);
  expect(breakerRecords(repository)).toEqual(['opened', 'half-open', 'closed']);
  expect((await genomeStatus(repository.root, 'default')).breakers).toEqual([]);
  expect(tried(await make(repository, 'br10'))).toEqual([bad, good]);
});
