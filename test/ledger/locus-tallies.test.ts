import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyTally, tallyNumbers, tallyOfNumbers, type OpenTally } from '../../src/ledger/allele-tally.ts';
import { LocusTallies } from '../../src/ledger/locus-tallies.ts';

const length = tallyNumbers(emptyTally()).length;
const numbers = fc.array(fc.nat(1000), { minLength: length, maxLength: length });
const allele = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor', 'toString');
const kept = fc.dictionary(allele, numbers, { noNullPrototype: false });

type Use = (map: Map<string, OpenTally>) => unknown;
const use: fc.Arbitrary<Use> = fc.oneof(
  allele.map(
    (name): Use =>
      (map) =>
        map.get(name),
  ),
  allele.map(
    (name): Use =>
      (map) =>
        map.has(name),
  ),
  allele.map(
    (name): Use =>
      (map) =>
        map.delete(name),
  ),
  fc.tuple(allele, numbers).map(
    ([name, given]): Use =>
      (map) =>
        map.set(name, tallyOfNumbers(given)).get(name),
  ),
  fc.constantFrom<Use>(
    (map) => map.size,
    (map) => new Map([...map.keys()].sort().map((name) => [name, map.get(name)])),
    (map) => [...map.values()].length,
    (map) => {
      let sum = 0;
      map.forEach((tally) => (sum += tally.attempts));
      return sum;
    },
    (map) => {
      map.clear();
    },
  ),
);

test('law: whatever it is asked in whatever order, it answers as a map of the same tallies', () => {
  fc.assert(
    fc.property(kept, fc.array(use, { maxLength: 12 }), (given, uses) => {
      const lazy = new LocusTallies(given);
      const plain = new Map(Object.entries(given).map(([name, each]) => [name, tallyOfNumbers(each)]));
      for (const each of uses) expect(each(lazy)).toEqual(each(plain));
      expect(new Map(lazy)).toEqual(plain);
    }),
  );
});

test('what is counted on a tally stays counted', () => {
  const lazy = new LocusTallies({ a: tallyNumbers(emptyTally()) });
  const tally = lazy.get('a');
  if (tally !== undefined) tally.attempts += 1;
  expect([...lazy.values()].map(({ attempts }) => attempts)).toEqual([1]);
});
