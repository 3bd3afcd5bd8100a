import { describe, expect, test } from 'vitest';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { TallyFold } from '../../src/ledger/tally.ts';
import { sha256 } from '../../src/model/digest.ts';

const first = sha256('first');
const second = sha256('second');
const base = { run: 'r', at: 1, locus: 'bridge_create' };
const questions = { step: '1', contract: sha256('c'), input: sha256('i') };

function tallied(records: readonly LedgerRecord[]): TallyFold {
  const fold = new TallyFold();
  for (const record of records) fold.add(record);
  return fold;
}

describe('tallies', () => {
  const records: readonly LedgerRecord[] = [
    { t: 'run', run: 'r', at: 1, target: 'bridge_create', phenotype: 'default', kernel: 'mock', pid: 1 },
    { ...base, ...questions, t: 'intent', attempt: 1, allele: first },
    { ...base, t: 'outcome', attempt: 1, allele: first, outcome: 'gene-failure', operations: 2, error: 'exception: x' },
    { ...base, t: 'verdict', attempt: 1, allele: first, timescale: 'immediate', healthy: false },
    { ...base, ...questions, t: 'intent', attempt: 2, allele: second },
    { ...base, t: 'outcome', attempt: 2, allele: second, outcome: 'ok', operations: 2, fallbackOf: 1 },
    { ...base, t: 'verdict', attempt: 2, allele: second, timescale: 'immediate', healthy: true },
    { ...base, at: 31, t: 'verdict', attempt: 2, allele: second, timescale: 'convergence', healthy: true },
    { t: 'end', run: 'r', at: 31, ok: true, rolledBack: false },
  ];

  test('credit the allele that acted', () => {
    const alleles = tallied(records).tallies.get('bridge_create')!;
    expect(alleles.get(first)).toMatchObject({
      attempts: 1,
      outcomes: { ok: 0, 'gene-failure': 1 },
      observations: { immediate: { good: 0, bad: 1 }, convergence: { good: 0, bad: 0 } },
    });
    expect(alleles.get(second)).toMatchObject({
      attempts: 1,
      outcomes: { ok: 1, 'gene-failure': 0 },
      observations: { immediate: { good: 1, bad: 0 }, convergence: { good: 1, bad: 0 } },
      unfinished: 0,
      lastAt: 31,
    });
  });

  test('show an intent without an outcome: a crash can not hide', () => {
    const crashed = tallied(records.slice(0, 2)).tallies.get('bridge_create')!.get(first)!;
    expect(crashed).toMatchObject({ attempts: 1, unfinished: 1 });
  });

  test('do not depend on the order of the records', () => {
    expect(
      tallied([...records].reverse())
        .tallies.get('bridge_create')!
        .get(second),
    ).toEqual(tallied(records).tallies.get('bridge_create')!.get(second));
  });
});
