import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type Rival } from '../../src/selection/decide.ts';
import { errorRate } from '../../src/selection/error-rate.ts';
import { hearingOf, witness } from './hearing-fixture.ts';

const failing = { right: 0, wrong: 50 };
const hosts = { promote: 1, demote: 1 };
const rates = { alpha: errorRate('0.05'), alphaDemote: errorRate('0.05'), challengers: 1, hosts };

function rival(allele: string, wins: number, losses: number, returning = false): Rival {
  const testimony = { tally: { wins, losses }, rival: { right: wins, wrong: losses }, dominant: failing };
  return { allele, hearing: hearingOf([testimony]), returning };
}

describe('a decision on a dominant and its rivals', () => {
  test('needs evidence', () => {
    expect(decide([], rates)).toEqual({ kind: 'no-evidence' });
    expect(decide([rival('a', 0, 0)], rates)).toEqual({ kind: 'no-evidence' });
  });

  test('the first challenger needs 8-0: it may spend 0.0304 of 0.05', () => {
    expect(decide([rival('a', 7, 0)], rates)).toMatchObject({ kind: 'undecided', winsMissing: 1 });
    expect(decide([rival('a', 8, 0)], rates)).toMatchObject({ kind: 'promote' });
  });

  test('the tenth needs more', () => {
    const tenth = { ...rates, challengers: 10 };
    expect(decide([rival('a', 8, 0)], tenth)).toMatchObject({ kind: 'undecided' });
    expect(decide([rival('a', 16, 0)], tenth)).toMatchObject({ kind: 'promote' });
  });

  test('one that was there before needs no more than a demotion does', () => {
    expect(decide([rival('a', 7, 0, true)], { ...rates, challengers: 10 })).toMatchObject({ kind: 'demote' });
  });

  test('demotion has a rate of its own', () => {
    const wary = { ...rates, alphaDemote: errorRate('0.2') };
    expect(decide([rival('a', 5, 0, true)], wary)).toMatchObject({ kind: 'demote' });
    expect(decide([rival('a', 5, 0)], wary)).toMatchObject({ kind: 'undecided' });
  });

  test('a rival that is shown to be worse changes nothing: it stands behind already', () => {
    expect(decide([rival('a', 0, 50)], rates)).toMatchObject({ kind: 'undecided' });
  });

  test('the strongest evidence wins, the lower digest where it is equal', () => {
    const verdict = decide([rival('c', 9, 0), rival('b', 12, 0), rival('a', 12, 0)], rates);
    expect(verdict).toMatchObject({ kind: 'promote', rival: { allele: 'a' } });
  });

  test('the strongest may be short of its own rate while a weaker one is not', () => {
    const tenth = { ...rates, challengers: 10 };
    const verdict = decide([rival('young', 9, 0), rival('old', 8, 0, true)], tenth);
    expect(verdict).toMatchObject({ kind: 'demote', rival: { allele: 'old' } });
  });

  test('passes over evidence that rests on one host, for a weaker one that does not', () => {
    const two = { ...rates, hosts: { promote: 2, demote: 2 } };
    const alone = { allele: 'a', hearing: hearingOf([witness(60, 0), witness(2, 0)]), returning: false };
    const shared = { allele: 'b', hearing: hearingOf([witness(10, 0), witness(10, 0)]), returning: false };
    expect(decide([alone, shared], two)).toMatchObject({ kind: 'promote', rival: { allele: 'b' } });
    expect(decide([alone], two)).toMatchObject({ kind: 'undecided', winsMissing: 0, restsOn: ['host-0'] });
  });

  test('does not depend on the order of rivals', () => {
    const rivals = fc.uniqueArray(
      fc.record({
        allele: fc.constantFrom('a', 'b', 'c', 'd'),
        hearing: fc
          .record({
            tally: fc.record({ wins: fc.nat(20), losses: fc.nat(5) }),
            rival: fc.record({ right: fc.nat(50), wrong: fc.nat(50) }),
            dominant: fc.constant(failing),
          })
          .map((testimony) => hearingOf([testimony])),
        returning: fc.boolean(),
      }),
      { selector: ({ allele }) => allele },
    );
    fc.assert(
      fc.property(rivals, (list) => {
        expect(decide([...list].reverse(), rates)).toEqual(decide(list, rates));
      }),
    );
  });
});
