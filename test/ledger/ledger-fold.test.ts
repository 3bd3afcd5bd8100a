import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mergeTallies,
  tallyNumbers,
  tallyOfNumbers,
  type AlleleTally,
  type Observations,
  type Tallies,
} from '../../src/ledger/allele-tally.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { LedgerFold } from '../../src/ledger/ledger-fold.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { Timescale } from '../../src/model/timescale.ts';

const first = sha256('first');
const second = sha256('second');
const base = { run: 'r', at: 1, locus: 'bridge_create' };
const questions = { step: '1', contract: sha256('c'), input: sha256('i') };

function tallied(records: readonly LedgerRecord[]): LedgerFold {
  const fold = new LedgerFold();
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

  test('count a question that a run asks again once, by its last answer', () => {
    const again: readonly LedgerRecord[] = [
      { t: 'run', run: 'r', at: 1, target: 'x', phenotype: 'default', kernel: 'mock', pid: 1 },
      { ...base, ...questions, t: 'intent', attempt: 1, allele: first },
      { ...base, t: 'outcome', attempt: 1, allele: first, outcome: 'environment', operations: 1 },
      { ...base, ...questions, t: 'intent', attempt: 2, allele: first },
      { ...base, t: 'outcome', attempt: 2, allele: first, outcome: 'ok', operations: 2, fallbackOf: 1 },
      { t: 'end', run: 'r', at: 2, ok: true, rolledBack: false },
    ];
    const tally = tallied([...again, ...again.map((record) => ({ ...record, run: 's' }))]).tallies;
    expect(tally.get('bridge_create')!.get(first)).toMatchObject({
      attempts: 4,
      outcomes: { ok: 2, environment: 0 },
      interrupted: 0,
    });
  });

  test('let the last verdict of an attempt and timescale count, in the run and long after it', () => {
    const verdict = { ...base, t: 'verdict', attempt: 2, allele: second, timescale: 'convergence' } as const;
    const own = [...records.slice(0, -1), { ...verdict, healthy: false }, ...records.slice(-1)];
    expect(observed(own)).toEqual({ good: 0, bad: 1 });
    const later = { ...verdict, at: 86_400, healthy: true, replaces: false, answers: 3600 };
    expect(observed([...own, later])).toEqual({ good: 1, bad: 0 });
    expect(observed([...own, { ...later, replaces: null, timescale: 'resilience' }], 'resilience')).toEqual({
      good: 1,
      bad: 0,
    });
  });

  test('count a withdrawn attempt nowhere', () => {
    const withdrawn = { ...base, t: 'withdrawn', attempt: 1, allele: first } as const;
    expect(
      tallied([...records.slice(0, 2), withdrawn])
        .tallies.get('bridge_create')
        ?.get(first),
    ).toBeUndefined();
  });

  test('keep a due check only of a run that ended without rolling back', () => {
    const check = [{ target: 'check_link_state', arguments: { device: 'br0' } }];
    const due = {
      ...base,
      t: 'due',
      attempt: 2,
      allele: second,
      timescale: 'resilience',
      notBefore: 3601,
      check,
    } as const;
    const withDue = (rolledBack: boolean): readonly LedgerRecord[] => [
      ...records.slice(0, -1),
      due,
      { t: 'end', run: 'r', at: 31, ok: !rolledBack, rolledBack },
    ];
    expect([...tallied(withDue(false)).state.due.values()].flat()).toMatchObject([
      { notBefore: 3601, kernel: 'mock', phenotype: 'default', found: null },
    ]);
    expect(tallied(withDue(true)).state.due.size).toBe(0);
    const undone = { t: 'undone', run: 'r', at: 200 } as const;
    expect(tallied([...withDue(false), undone]).state.due.size).toBe(0);
    expect(tallied([...withDue(false), { ...undone, run: 's' }]).state.due.size).toBe(1);
  });

  test('do not depend on how runs interleave', () => {
    const runs = ['a', 'b', 'c'].map((run) => records.map((record) => ({ ...record, run }) as LedgerRecord));
    const inOrder = tallied(runs.flat()).tallies;
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(2)), (choices) => {
        const left = runs.map((run) => [...run]);
        const mixed: LedgerRecord[] = [];
        for (const choice of choices) {
          const from = left.filter((run) => run.length > 0);
          if (from.length === 0) break;
          mixed.push(from[choice % from.length]!.shift()!);
        }
        expect(tallied(mixed).tallies).toEqual(inOrder);
      }),
    );
  });
});

describe('merging tallies', () => {
  const tally = fc
    .array(fc.nat(1000), { minLength: 14, maxLength: 14 })
    .map((numbers): AlleleTally => tallyOfNumbers(numbers));
  const tallies = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y'), tally), { maxLength: 6 })
    .map((entries) =>
      entries.reduce<Tallies>((sum, [locus, allele, one]) => mergeTallies(sum, single(locus, allele, one)), new Map()),
    );

  test('is associative and commutative, and nothing added changes nothing', () => {
    fc.assert(
      fc.property(tallies, tallies, tallies, (a, b, c) => {
        expect(mergeTallies(a, mergeTallies(b, c))).toEqual(mergeTallies(mergeTallies(a, b), c));
        expect(mergeTallies(a, b)).toEqual(mergeTallies(b, a));
        expect(mergeTallies(a, new Map())).toEqual(a);
      }),
    );
  });

  test('numbers in a file give the tally back', () => {
    fc.assert(
      fc.property(tally, (one) => {
        expect(tallyOfNumbers(tallyNumbers(one))).toEqual(one);
      }),
    );
  });
});

function single(locus: string, allele: string, tally: AlleleTally): Tallies {
  return new Map([[locus, new Map([[allele, tally]])]]);
}

function observed(records: readonly LedgerRecord[], scale: Timescale = 'convergence'): Observations | undefined {
  return tallied(records).tallies.get('bridge_create')?.get(second)?.observations[scale];
}
