import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Comparison } from '../../../src/evolution/evolve/evidence-source.ts';
import { LedgerEvidence, type HostStates } from '../../../src/evolution/evolve/ledger-evidence.ts';
import { emptyTally } from '../../../src/ledger/allele-tally.ts';
import { inputMark } from '../../../src/ledger/disagreements.ts';
import { emptyState, type LedgerState } from '../../../src/ledger/ledger-fold.ts';
import { sha256 } from '../../../src/model/digest.ts';

const locus = 'bridge_create';
const [lower, higher] = [sha256('a'), sha256('b')].sort() as [string, string];
const cases = { lower: sha256('case of the lower'), higher: sha256('case of the higher') };
const inputs = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4', '5').map(sha256).map(inputMark));

/** Also what no host can have counted, but a file can say. */
const count = fc.oneof(fc.nat(40), fc.constantFrom(-40, 0.5, 2 ** 60, 1e300, Infinity, NaN));

const state: fc.Arbitrary<LedgerState> = fc
  .record({ wins: inputs, losses: inputs, right: count, wrong: count, else: count, shown: fc.boolean() })
  .map(({ wins, losses, right, wrong, shown, ...rest }) => {
    const tally = (ok: number, failed: number) => ({
      ...emptyTally(),
      outcomes: { ...emptyTally().outcomes, ok, 'gene-failure': failed },
      interrupted: rest.else,
    });
    return {
      ...emptyState(),
      tallies: new Map([[locus, new Map([[lower, tally(right, wrong)]]).set(higher, tally(wrong, right))]]),
      disagreements: new Map([
        [locus, new Map([[`${lower} ${higher}`, { lower: new Set(wins), higher: new Set(losses) }]])],
      ]),
      failures: new Map(
        shown
          ? [
              [
                locus,
                new Map([
                  [inputMark(cases.lower), wins[0] ?? inputMark(sha256('elsewhere'))],
                  [inputMark(cases.higher), losses[0] ?? inputMark(sha256('elsewhere'))],
                ]),
              ],
            ]
          : [],
      ),
    };
  });

const hosts: fc.Arbitrary<readonly HostStates[]> = fc
  .array(fc.array(state, { maxLength: 2 }), { minLength: 1, maxLength: 5 })
  .map((all) => all.map((states, index) => ({ name: `fitness/lab-${index}`, states })));

const question: fc.Arbitrary<Comparison> = fc.tuple(fc.boolean(), fc.boolean()).map(([one, other]) => ({
  locus,
  allele: { digest: lower, ...(one ? { promptedBy: cases.lower } : {}) },
  other: { digest: higher, ...(other ? { promptedBy: cases.higher } : {}) },
}));

test('law: without some hosts it says what the others say alone, whatever numbers those wrote', () => {
  fc.assert(
    fc.property(hosts, question, fc.integer({ min: 0, max: 31 }), (all, asked, chosen) => {
      const left = all.flatMap((_, place) => (chosen & (1 << place) ? [place] : []));
      const others = new LedgerEvidence(all.filter((_, place) => !left.includes(place)));
      expect(new LedgerEvidence(all).hear(asked).without(left)).toEqual(others.hear(asked).all);
    }),
    { numRuns: 500 },
  );
});

test('law: whoever does not speak for the rival takes nothing from it by being left out', () => {
  fc.assert(
    fc.property(hosts, question, (all, asked) => {
      const hearing = new LedgerEvidence(all).hear(asked);
      for (const [place] of all.entries()) {
        if (hearing.speakers.includes(place)) continue;
        const { tally, rival, dominant } = hearing.without([place]);
        expect([tally.wins, rival.right, dominant.wrong]).toEqual([
          hearing.all.tally.wins,
          hearing.all.rival.right,
          hearing.all.dominant.wrong,
        ]);
        expect(tally.losses).toBeLessThanOrEqual(hearing.all.tally.losses);
      }
    }),
  );
});

test('whoever has a say at a locus is counted there', () => {
  const nothing = { name: 'fitness/idle', states: [emptyState()] };
  const elsewhere = { ...emptyState(), tallies: new Map([['vlan_create', new Map([[lower, emptyTally()]])]]) };
  const claims = { ...emptyState(), failures: new Map([[locus, new Map<string, string>()]]) };
  const evidence = new LedgerEvidence([
    nothing,
    { name: 'fitness/else', states: [elsewhere] },
    { name: 'fitness/claims', states: [emptyState(), claims] },
  ]);
  expect([evidence.hostsAt(locus), evidence.hostsAt('vlan_create'), evidence.hostsAt('mtu_set')]).toEqual([1, 1, 0]);
});
