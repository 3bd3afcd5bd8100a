import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputMark, mostInputs, rightWhereWrong } from '../../src/ledger/disagreements.ts';
import { inputOfCase } from '../../src/ledger/failure-inputs.ts';
import { LedgerFold } from '../../src/ledger/ledger-fold.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { stateJson, stateOfJson } from '../../src/ledger/state-text.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { plainTallies } from '../helpers/plain-tallies.ts';
import { sha256 } from '../../src/model/digest.ts';

const locus = 'bridge_create';
const [a, b, c] = [sha256('a'), sha256('b'), sha256('c')];

interface Try {
  readonly allele: string;
  readonly outcome: Outcome;
  readonly input?: string;
  readonly later?: readonly LedgerRecord[];
}

/** One run in which each allele answers after the one before it. */
function run(name: string, tries: readonly Try[], ended = true): readonly LedgerRecord[] {
  const records: LedgerRecord[] = [
    { t: 'run', run: name, at: 1, target: locus, phenotype: 'default', kernel: 'mock', pid: 1 },
  ];
  for (const [index, { allele, outcome, input = name, later = [] }] of tries.entries()) {
    const one = { run: name, attempt: index + 1, at: 1, locus, allele };
    records.push({ t: 'intent', ...one, step: '1', contract: sha256('contract'), input: sha256(input) });
    const link = index === 0 ? {} : { fallbackOf: index };
    records.push({ t: 'outcome', ...one, outcome, operations: 1, ...link }, ...later);
  }
  return ended ? [...records, { t: 'end', run: name, at: 2, ok: true, rolledBack: false }] : records;
}

function folded(records: readonly LedgerRecord[]): LedgerFold {
  const fold = new LedgerFold();
  for (const record of records) fold.add(record);
  return fold;
}

function score(fold: LedgerFold, allele: string, other: string): readonly [number, number] {
  const known = fold.state.disagreements;
  return [rightWhereWrong(known, locus, allele, other).size, rightWhereWrong(known, locus, other, allele).size];
}

const fails = (allele: string): Try => ({ allele, outcome: 'gene-failure' });
const works = (allele: string): Try => ({ allele, outcome: 'ok' });

describe('a fallback that is right where the dominant was wrong', () => {
  test('has won one input', () => {
    expect(score(folded(run('x', [fails(a), works(b)])), b, a)).toEqual([1, 0]);
    expect(score(folded(run('x', [fails(a), works(b)])), a, b)).toEqual([0, 1]);
  });

  test('has won against each that failed before it', () => {
    const fold = folded(run('x', [fails(a), fails(b), works(c)]));
    expect([score(fold, c, a), score(fold, c, b), score(fold, a, b)]).toEqual([
      [1, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  test('wins an input once, however often it is asked', () => {
    const again = ['x', 'y', 'z'].flatMap((name) => run(name, [fails(a), { ...works(b), input: 'same' }]));
    expect(score(folded(again), b, a)).toEqual([0, 0]);
    const same = ['x', 'y', 'z'].flatMap((name) =>
      run(name, [
        { ...fails(a), input: 'same' },
        { ...works(b), input: 'same' },
      ]),
    );
    expect(score(folded(same), b, a)).toEqual([1, 0]);
  });

  test('loses where it stands first and fails', () => {
    expect(score(folded([...run('x', [fails(a), works(b)]), ...run('y', [fails(b), works(a)])]), b, a)).toEqual([1, 1]);
  });

  test.each<[string, readonly Try[]]>([
    ['that refuses', [fails(a), { allele: b, outcome: 'refused' }]],
    ['that fails too', [fails(a), fails(b)]],
    ['after an environment that was away', [{ allele: a, outcome: 'environment' }, works(b)]],
    ['after a retry of itself', [fails(a), works(a)]],
  ])('one %s wins nothing', (_, tries) => {
    expect(folded(run('x', tries)).state.disagreements.size).toBe(0);
  });

  test('a retry in between does not break the chain', () => {
    expect(score(folded(run('x', [fails(a), { allele: b, outcome: 'environment' }, works(b)])), b, a)).toEqual([1, 0]);
  });

  const who = { run: 'x', attempt: 2, at: 1, locus, allele: b };

  test('but turned out unhealthy within the run wins nothing', () => {
    const later: LedgerRecord[] = [{ t: 'verdict', ...who, timescale: 'convergence', healthy: false }];
    expect(folded(run('x', [fails(a), { ...works(b), later }])).state.disagreements.size).toBe(0);
  });

  test('but whose window nobody waited for wins nothing', () => {
    const check = [{ target: 'check', arguments: {} }];
    const due: LedgerRecord = { t: 'due', ...who, timescale: 'convergence', notBefore: 30, check };
    expect(folded(run('x', [fails(a), { ...works(b), later: [due] }])).state.disagreements.size).toBe(0);
    const days: LedgerRecord = { ...due, timescale: 'resilience' };
    expect(score(folded(run('x', [fails(a), { ...works(b), later: [days] }])), b, a)).toEqual([1, 0]);
  });

  test('counts when its run has ended, not before, and nothing of a pass that was withdrawn', () => {
    const open = run('x', [fails(a), works(b)], false);
    expect(folded(open).state.disagreements.size).toBe(0);
    const withdrawn: LedgerRecord = { t: 'withdrawn', run: 'x', attempt: 1, at: 1, locus, allele: a };
    const end: LedgerRecord = { t: 'end', run: 'x', at: 2, ok: true, rolledBack: false };
    expect(folded([...open, withdrawn, end]).state.disagreements.size).toBe(0);
  });

  test('a link in a circle is followed once', () => {
    const records = run('x', [fails(a), works(b)]).map((record) =>
      record.t === 'outcome' && record.attempt === 1 ? { ...record, fallbackOf: 2 } : record,
    );
    expect(score(folded(records), b, a)).toEqual([1, 0]);
  });

  test('memory of one pair is bounded', () => {
    const fold = new LedgerFold();
    for (let number = 0; number < mostInputs + 20; number += 1) {
      for (const record of run(`r${number}`, [fails(a), works(b)])) fold.add(record);
    }
    expect(score(fold, b, a)).toEqual([mostInputs, 0]);
  });
});

describe('disagreements', () => {
  const tries = fc.array(
    fc.record({
      allele: fc.constantFrom(a, b, c),
      outcome: fc.constantFrom<Outcome>('ok', 'gene-failure', 'refused', 'environment'),
      input: fc.constantFrom('i', 'j'),
    }),
    { maxLength: 4 },
  );

  test('survive being kept and read back', () => {
    fc.assert(
      fc.property(fc.array(tries, { maxLength: 6 }), (runs) => {
        const { state } = folded(runs.flatMap((list, index) => run(`r${index}`, list)));
        const back = stateOfJson(JSON.parse(JSON.stringify(stateJson(state))) as ReturnType<typeof stateJson>);
        expect({ ...back, tallies: plainTallies(back.tallies) }).toEqual(state);
      }),
    );
  });

  test('do not depend on how runs are interleaved', () => {
    fc.assert(
      fc.property(tries, tries, (x, y) => {
        const [one, two] = [run('x', x), run('y', y)];
        const mixed = one.flatMap((record, index) => [record, ...two.slice(index, index + 1)]);
        const all = [...mixed, ...two.slice(one.length)];
        const sizes = (fold: LedgerFold): readonly number[] => score(fold, a, b).map((wins) => Math.min(wins, 1));
        // An input that went both ways stands on the side that ended first; which inputs stand is the same.
        expect(sizes(folded(all)).some((wins) => wins > 0)).toBe(
          sizes(folded([...one, ...two])).some((wins) => wins > 0),
        );
      }),
    );
  });
});

describe('failure cases', () => {
  test('lead to the input they came from', () => {
    const fold = folded([{ t: 'case', run: 'x', at: 1, locus, case: sha256('case'), input: sha256('i') }]);
    expect(inputOfCase(fold.state.failures, locus, sha256('case'))).toBe(inputMark(sha256('i')));
    expect(inputOfCase(fold.state.failures, locus, sha256('other'))).toBeUndefined();
    expect(inputOfCase(fold.state.failures, 'other', sha256('case'))).toBeUndefined();
  });

  test('are forgotten oldest first', () => {
    const fold = new LedgerFold();
    const failure = (n: number): string => sha256(`case ${n}`);
    for (let n = 0; n <= 4096; n += 1) {
      fold.add({ t: 'case', run: 'x', at: 1, locus, case: failure(n), input: sha256('i') });
    }
    expect(inputOfCase(fold.state.failures, locus, failure(0))).toBeUndefined();
    expect(inputOfCase(fold.state.failures, locus, failure(4096))).toBeDefined();
  });
});
