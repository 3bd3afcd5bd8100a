import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alphaFor } from '../../src/selection/alpha-spending.ts';
import { clearlyBetter } from '../../src/selection/own-record.ts';
import { PromotionBoundary } from '../../src/selection/promotion-boundary.ts';
import { risks } from '../../src/model/risk.ts';
import { decide, type Verdict } from '../../src/selection/decide.ts';
import { errorRate } from '../../src/selection/error-rate.ts';
import { defaultQuorum, hostsNeeded } from '../../src/selection/host-quorum.ts';
import type { Testimony } from '../../src/selection/testimony.ts';
import { hearingOf, witness } from './hearing-fixture.ts';

const rates = { alpha: errorRate('0.05'), alphaDemote: errorRate('0.05'), challengers: 1 };

function verdict(hosts: readonly Testimony[], needed: number, returning = false): Verdict {
  const rival = { allele: 'rival', hearing: hearingOf(hosts), returning };
  return decide([rival], { ...rates, hosts: { promote: needed, demote: needed } });
}

function decides(hosts: readonly Testimony[], needed: number, returning = false): boolean {
  return ['promote', 'demote'].includes(verdict(hosts, needed, returning).kind);
}

/** Hosts on which the rival mostly helped out: about half of the fleets drawn of them decide. */
const honest: fc.Arbitrary<Testimony> = fc
  .record({ wins: fc.nat(9), losses: fc.nat(1), rival: fc.nat(5), dominant: fc.nat(4), failures: fc.nat(4) })
  .map(({ wins, losses, rival, dominant, failures }) => ({
    tally: { wins, losses },
    rival: { right: wins + rival, wrong: losses },
    dominant: { right: losses + dominant, wrong: wins + failures },
  }));

const large = fc.oneof(fc.nat(20), fc.nat(1e6));

/** Whatever somebody may write. */
const invented: fc.Arbitrary<Testimony> = fc.record({
  tally: fc.record({ wins: fc.nat(2000), losses: fc.nat(20) }),
  rival: fc.record({ right: large, wrong: fc.nat(20) }),
  dominant: fc.record({ right: fc.nat(20), wrong: large }),
});

const fleet = fc.array(honest, { minLength: 1, maxLength: 7 });
const needed = fc.integer({ min: 1, max: 3 });

/** A law about fleets that decide, of which it must have met some. */
function whereDecided(
  law: (hosts: readonly Testimony[], hostsNeeded: number, returning: boolean) => void,
  fleets: fc.Arbitrary<readonly Testimony[]> = fleet,
): void {
  let met = 0;
  fc.assert(
    fc.property(fleets, needed, fc.boolean(), (hosts, wanted, returning) => {
      if (!decides(hosts, wanted, returning)) return;
      met += 1;
      law(hosts, wanted, returning);
    }),
    { numRuns: 300 },
  );
  expect(met).toBeGreaterThan(10);
}

describe('hosts that have to agree', () => {
  test('law: a decision stands when any of them, one fewer than are needed, are taken out', () => {
    whereDecided((hosts, wanted, returning) => {
      if (wanted === 1) return;
      for (const [place] of hosts.entries()) {
        expect(decides(hosts.toSpliced(place, 1), wanted - 1, returning)).toBe(true);
      }
    });
  });

  test('law: a liar among honest hosts decides nothing that they do not decide without it', () => {
    let deceived = 0;
    fc.assert(
      fc.property(fleet, invented, fc.nat(), fc.boolean(), (hosts, lie, at, returning) => {
        fc.pre(!decides(hosts, 1, returning));
        const all = hosts.toSpliced(at % (hosts.length + 1), 0, lie);
        if (decides(all, 1, returning)) deceived += 1;
        expect(decides(all, 2, returning)).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect(deceived, 'lies that would have done where one host is enough').toBeGreaterThan(10);
  });

  test('law: two liars decide nothing where three have to agree', () => {
    fc.assert(
      fc.property(fleet, invented, invented, (hosts, one, other) => {
        fc.pre(!decides(hosts, 1));
        expect(decides([one, ...hosts, other], 3)).toBe(false);
      }),
    );
  });

  test('law: at least as many see the rival win as have to agree', () => {
    whereDecided((hosts, wanted) => {
      expect(hearingOf(hosts).sides.for).toBeGreaterThanOrEqual(wanted);
    });
  });

  test('law: the order of hosts makes no difference', () => {
    const shuffled = fleet.chain((hosts) =>
      fc.tuple(fc.constant(hosts), fc.shuffledSubarray(hosts, { minLength: hosts.length })),
    );
    fc.assert(
      fc.property(shuffled, needed, ([hosts, other], wanted) => {
        const [one, two] = [verdict(hosts, wanted), verdict(other, wanted)];
        expect(two.kind).toBe(one.kind);
      }),
    );
  });

  test('law: what more have to agree to, fewer would have decided', () => {
    whereDecided((hosts, wanted, returning) => {
      for (let fewer = 1; fewer < wanted; fewer += 1) expect(decides(hosts, fewer, returning)).toBe(true);
    });
  });

  test('law: one more win, or one more host that saw the same, undoes no decision', () => {
    whereDecided((hosts, wanted, returning) => {
      for (const [place, { tally, rival, dominant }] of hosts.entries()) {
        const seen = {
          tally: { ...tally, wins: tally.wins + 1 },
          rival: { ...rival, right: rival.right + 1 },
          dominant: { ...dominant, wrong: dominant.wrong + 1 },
        };
        expect(decides(hosts.with(place, seen), wanted, returning)).toBe(true);
      }
      expect(decides([...hosts, witness(3, 0)], wanted, returning)).toBe(true);
    });
  });

  test('of two each has to have seen enough; of many all but one together', () => {
    expect(decides([witness(5, 0), witness(5, 0)], 2)).toBe(false);
    expect(decides([witness(8, 0), witness(8, 0)], 2)).toBe(true);
    expect(decides([witness(4, 0), witness(4, 0), witness(4, 0)], 2)).toBe(true);
    expect(decides([witness(4, 0), witness(4, 0), witness(4, 0)], 3)).toBe(false);
  });

  test('one that says enough by itself is named', () => {
    const rests = verdict([witness(1, 0), witness(90, 0), witness(1, 0)], 2);
    expect(rests).toMatchObject({ kind: 'undecided', winsMissing: 0, restsOn: ['host-1'] });
    const pair = verdict([witness(60, 0), witness(1, 0), witness(60, 0)], 3);
    expect(pair).toMatchObject({ kind: 'undecided', restsOn: ['host-0', 'host-2'] });
  });

  test('a host on which the dominant works is heard as well', () => {
    const works = { tally: { wins: 0, losses: 0 }, rival: { right: 0, wrong: 0 }, dominant: { right: 40, wrong: 0 } };
    expect(decides([witness(8, 0), witness(8, 0)], 2)).toBe(true);
    expect(decides([witness(8, 0), witness(8, 0), works], 2)).toBe(false);
  });
});

test('no more have to agree than there are; where there is one, it decides', () => {
  expect([0, 1, 2, 3, 9].map((running) => hostsNeeded(3, running))).toEqual([1, 1, 2, 3, 3]);
});

test('unless the policy says else, no host decides alone at any risk, and no two where a person decides', () => {
  expect(risks.map((risk) => defaultQuorum[risk])).toEqual([2, 2, 2, 3, 3]);
  expect(defaultQuorum.demote).toBe(2);
});

test('law: a short cut changes no verdict: each group of hosts is held against the table of fewest wins', () => {
  const boundary = new PromotionBoundary(alphaFor(1, rates.alpha));
  fc.assert(
    fc.property(fleet, (hosts) => {
      const hearing = hearingOf(hosts);
      const stands = [[], ...hosts.map((_, place) => [place])].every((left) => {
        const { tally, rival, dominant } = hearing.without(left);
        return tally.wins >= boundary.fewestWins(tally.wins + tally.losses) && clearlyBetter(rival, dominant);
      });
      expect(decides(hosts, 2)).toBe(stands);
    }),
  );
});
