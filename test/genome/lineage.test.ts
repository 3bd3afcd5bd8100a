import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Certificate } from '../../src/genome/certificate.ts';
import { ancestors, buildLineage, descendants } from '../../src/genome/lineage.ts';
import { sha256, type Sha256 } from '../../src/model/digest.ts';

const id = (name: string): Sha256 => sha256(name);

function born(name: string, parents: readonly string[], generation: number, minute = 0): Certificate {
  return {
    locus: 'x',
    digest: id(name),
    parents: parents.map(id),
    origin: parents.length === 0 ? 'seed' : 'mutation',
    generation,
    created: `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`,
    contract: id('contract'),
  };
}

test('links parents and children in the order of birth', () => {
  const lineage = buildLineage([
    born('grandchild', ['child', 'other'], 2, 4),
    born('other', ['seed'], 1, 2),
    born('child', ['seed'], 1, 1),
    born('seed', [], 0),
    born('second seed', [], 0, 9),
  ]);
  expect(lineage.roots).toEqual([id('seed'), id('second seed')]);
  expect(lineage.members.get(id('seed'))?.children).toEqual([id('child'), id('other')]);
  expect(ancestors(lineage, id('grandchild'))).toEqual([id('child'), id('other'), id('seed')]);
  expect(descendants(lineage, id('seed'))).toEqual([id('child'), id('other'), id('grandchild')]);
  expect(lineage.faults).toEqual([]);
});

test('reports a missing parent and goes on', () => {
  const lineage = buildLineage([born('child', ['gone'], 1)]);
  expect(lineage.faults).toEqual([{ code: 'missing-parent', digest: id('child'), parent: id('gone') }]);
  expect(lineage.roots).toEqual([]);
  expect(ancestors(lineage, id('child'))).toEqual([id('gone')]);
});

test('reports a cycle once, without what merely descends from it', () => {
  const lineage = buildLineage([
    born('a', ['b'], 1),
    born('b', ['c'], 1),
    born('c', ['a'], 1),
    born('below', ['a'], 2),
    born('seed', [], 0),
  ]);
  const cycles = lineage.faults.filter(({ code }) => code === 'cycle');
  expect(cycles).toHaveLength(1);
  expect(cycles[0]).toMatchObject({ digests: expect.arrayContaining([id('a'), id('b'), id('c')]) as unknown });
  expect(ancestors(lineage, id('a'))).toHaveLength(3);
});

test('reports a generation that does not follow from the parents', () => {
  const { faults } = buildLineage([born('seed', [], 0), born('child', ['seed'], 5), born('grandchild', ['child', 'seed'], 6)]);
  expect(faults).toEqual([{ code: 'wrong-generation', digest: id('child'), expected: 1, found: 5 }]);
});

test('law: in any ancestry that was born in order there are no cycles, and ancestors and descendants are inverse', () => {
  const family = fc.array(fc.array(fc.nat(30), { maxLength: 3 }), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(family, (parentPicks) => {
      const generations: number[] = [];
      const certificates = parentPicks.map((picks, i) => {
        const parents = [...new Set(picks.filter((p) => p < i))];
        generations.push(parents.length === 0 ? 0 : 1 + Math.max(...parents.map((p) => generations[p] ?? 0)));
        return born(String(i), parents.map(String), generations[i] ?? 0);
      });
      const lineage = buildLineage(certificates);
      expect(lineage.faults).toEqual([]);
      for (const a of lineage.members.keys()) {
        for (const b of ancestors(lineage, a)) expect(descendants(lineage, b)).toContain(a);
        expect(ancestors(lineage, a)).not.toContain(a);
      }
    }),
    { numRuns: 50 },
  );
});
