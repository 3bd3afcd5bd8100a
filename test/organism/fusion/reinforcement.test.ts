import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  reinforce,
  successesToFuse,
  type FusionFact,
  type Reinforcements,
} from '../../../src/organism/fusion/reinforcement.ts';
import { sha256 } from '../../../src/model/digest.ts';

const [one, other] = [sha256('one'), sha256('other')];

function ran(composition: string, ok: boolean): FusionFact {
  return { t: 'pathway', pathway: 'p', composition, ok };
}

function fold(facts: readonly FusionFact[]): Reinforcements {
  return facts.reduce<Reinforcements>(reinforce, new Map());
}

const fact = fc.oneof(
  fc.tuple(fc.constantFrom(one, other), fc.boolean()).map(([composition, ok]) => ran(composition, ok)),
  fc.constant<FusionFact>({ t: 'decomposed', pathway: 'p', allele: other, reason: 'x', step: '1' }),
);

test('law: the count is how many of the last runs were successes of one composition, with nothing in between', () => {
  fc.assert(
    fc.property(fc.array(fact, { minLength: 1, maxLength: 40 }), (facts) => {
      const last = facts.at(-1);
      let count = 0;
      for (const each of facts.toReversed()) {
        if (each.t !== 'pathway' || !each.ok || last?.t !== 'pathway' || each.composition !== last.composition) break;
        count += 1;
      }
      expect(fold(facts).get('p')?.count).toBe(count);
    }),
  );
});

test('an allele that failed is remembered until as many successes as fusing takes have followed', () => {
  const failed: FusionFact = { t: 'decomposed', pathway: 'p', allele: other, step: '2', reason: 'unhealthy' };
  const almost = [failed, ...Array.from({ length: successesToFuse - 1 }, () => ran(one, true))];
  expect(fold(almost).get('p')?.decomposed).toEqual([{ allele: other, step: '2', reason: 'unhealthy' }]);
  expect(fold([...almost, ran(one, true)]).get('p')).toEqual({ composition: one, count: 10, decomposed: [] });
});

test('other pathways and other records do not count', () => {
  const before = fold([ran(one, true)]);
  expect(reinforce(before, { t: 'end', run: 'r', at: 0, ok: false, rolledBack: true })).toBe(before);
  expect(reinforce(before, { ...ran(one, false), pathway: 'q' }).get('p')?.count).toBe(1);
});
