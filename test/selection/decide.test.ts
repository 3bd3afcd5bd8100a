import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type Rival } from '../../src/selection/decide.ts';
import { errorRate } from '../../src/selection/error-rate.ts';

const failing = { right: 0, wrong: 50 };
const rates = { alpha: errorRate('0.05'), alphaDemote: errorRate('0.05'), challengers: 1 };

function rival(allele: string, wins: number, losses: number, returning = false): Rival {
  return { allele, tally: { wins, losses }, record: { right: wins, wrong: losses }, returning };
}

describe('a decision on a dominant and its rivals', () => {
  test('needs evidence', () => {
    expect(decide([], failing, rates)).toEqual({ kind: 'no-evidence' });
    expect(decide([rival('a', 0, 0)], failing, rates)).toEqual({ kind: 'no-evidence' });
  });

  test('the first challenger needs 8-0: it may spend 0.0304 of 0.05', () => {
    expect(decide([rival('a', 7, 0)], failing, rates)).toMatchObject({ kind: 'undecided', winsMissing: 1 });
    expect(decide([rival('a', 8, 0)], failing, rates)).toMatchObject({ kind: 'promote' });
  });

  test('the tenth needs more', () => {
    const tenth = { ...rates, challengers: 10 };
    expect(decide([rival('a', 8, 0)], failing, tenth)).toMatchObject({ kind: 'undecided' });
    expect(decide([rival('a', 16, 0)], failing, tenth)).toMatchObject({ kind: 'promote' });
  });

  test('one that was there before needs no more than a demotion does', () => {
    expect(decide([rival('a', 7, 0, true)], failing, { ...rates, challengers: 10 })).toMatchObject({ kind: 'demote' });
  });

  test('demotion has a rate of its own', () => {
    const wary = { ...rates, alphaDemote: errorRate('0.2') };
    expect(decide([rival('a', 5, 0, true)], failing, wary)).toMatchObject({ kind: 'demote' });
    expect(decide([rival('a', 5, 0)], failing, wary)).toMatchObject({ kind: 'undecided' });
  });

  test('a rival that is shown to be worse changes nothing: it stands behind already', () => {
    expect(decide([rival('a', 0, 50)], failing, rates)).toMatchObject({ kind: 'undecided' });
  });

  test('the strongest evidence wins, the lower digest where it is equal', () => {
    const verdict = decide([rival('c', 9, 0), rival('b', 12, 0), rival('a', 12, 0)], failing, rates);
    expect(verdict).toMatchObject({ kind: 'promote', rival: { allele: 'a' } });
  });

  test('the strongest may be short of its own rate while a weaker one is not', () => {
    const tenth = { ...rates, challengers: 10 };
    const verdict = decide([rival('young', 9, 0), rival('old', 8, 0, true)], failing, tenth);
    expect(verdict).toMatchObject({ kind: 'demote', rival: { allele: 'old' } });
  });

  test('does not depend on the order of rivals', () => {
    const rivals = fc.uniqueArray(
      fc.record({
        allele: fc.constantFrom('a', 'b', 'c', 'd'),
        tally: fc.record({ wins: fc.nat(20), losses: fc.nat(5) }),
        record: fc.record({ right: fc.nat(50), wrong: fc.nat(50) }),
        returning: fc.boolean(),
      }),
      { selector: ({ allele }) => allele },
    );
    fc.assert(
      fc.property(rivals, (list) => {
        expect(decide([...list].reverse(), failing, rates)).toEqual(decide(list, failing, rates));
      }),
    );
  });
});
