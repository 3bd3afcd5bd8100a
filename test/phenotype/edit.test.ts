import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addLocus, demote, placeFallback, promote, registerFallback } from '../../src/phenotype/edit.ts';
import { expressedStack, stackOf } from '../../src/phenotype/expression.ts';
import type { LocusExpression, Phenotype } from '../../src/phenotype/schema.ts';
import { parsePhenotype } from '../../src/phenotype/parse-phenotype.ts';
import { digestOf, expression } from './phenotype-fixture.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(digestOf) as [string, string, string, string];

function withLocus(entry: LocusExpression): Phenotype {
  return { ...parsePhenotype('name = "default"', 'x'), loci: new Map([['x', entry]]) };
}

const start = withLocus({ dominant: a, fallback: [b], deprecated: [c] });
const at = (phenotype: Phenotype): LocusExpression | undefined => phenotype.loci.get('x');

test('promoting puts the old dominant first among the fallbacks', () => {
  expect(at(promote(start, 'x', d))).toEqual({ dominant: d, fallback: [a, b], deprecated: [c] });
  expect(at(promote(start, 'x', b))).toEqual({ dominant: b, fallback: [a], deprecated: [c] });
  expect(at(promote(start, 'x', c))).toEqual({ dominant: c, fallback: [a, b], deprecated: [] });
  expect(promote(start, 'x', a)).toBe(start);
});

test('demoting deprecates and lets the next one take over', () => {
  expect(at(demote(start, 'x', a))).toEqual({ dominant: b, fallback: [], deprecated: [c, a] });
  expect(at(demote(start, 'x', b))).toEqual({ dominant: a, fallback: [], deprecated: [c, b] });
  expect(at(demote(demote(start, 'x', a), 'x', b))).toEqual({ fallback: [], deprecated: [c, a, b] });
  expect(demote(start, 'x', c)).toBe(start);
  expect(() => demote(start, 'x', d)).toThrow(expect.objectContaining({ code: 'allele-not-expressed' }) as Error);
  expect(() => demote(start, 'other', a)).toThrow(expect.objectContaining({ code: 'allele-not-expressed' }) as Error);
});

test('a locus is added once, a fallback registered once, and never a deprecated one', () => {
  expect(addLocus(start, 'x', d)).toBe(start);
  expect(addLocus(start, 'y', d).loci.get('y')).toEqual({ dominant: d, fallback: [], deprecated: [] });
  expect(at(registerFallback(start, 'x', d))).toEqual({ dominant: a, fallback: [b, d], deprecated: [c] });
  expect(registerFallback(start, 'x', a)).toBe(start);
  expect(registerFallback(start, 'x', b)).toBe(start);
  expect(() => registerFallback(start, 'x', c)).toThrow(
    expect.objectContaining({ code: 'allele-deprecated' }) as Error,
  );
});

test('a fallback stands at the place that was asked for, counted from 1', () => {
  const longer = withLocus({ dominant: a, fallback: [b, d], deprecated: [c] });
  expect(at(placeFallback(start, 'x', d))).toEqual({ dominant: a, fallback: [b, d], deprecated: [c] });
  expect(at(placeFallback(start, 'x', c, 1))).toEqual({ dominant: a, fallback: [c, b], deprecated: [] });
  expect(at(placeFallback(longer, 'x', d, 1))).toEqual({ dominant: a, fallback: [d, b], deprecated: [c] });
  expect(placeFallback(longer, 'x', d, 2)).toBe(longer);
  expect(placeFallback(longer, 'x', b)).toBe(longer);
});

test('weights and canary stay through promotion and demotion', () => {
  const extras = { weights: { immediate: 1, convergence: 0, resilience: 0 }, canary: { allele: d, share: 0.1 } };
  const phenotype = withLocus({ dominant: a, fallback: [b], deprecated: [], ...extras });
  expect(at(promote(phenotype, 'x', b))).toMatchObject(extras);
  expect(at(demote(phenotype, 'x', a))).toMatchObject(extras);
});

test('the stack is dominant, then fallbacks: each once, never a deprecated one', () => {
  expect(expressedStack(start, 'x')).toEqual([a, b]);
  expect(expressedStack(start, 'unknown')).toEqual([]);
  expect(stackOf({ dominant: a, fallback: [b, a, c, b], deprecated: [c] })).toEqual([a, b]);
  expect(stackOf({ dominant: a, fallback: [b], deprecated: [a] })).toEqual([b]);
});

test('laws: each digest at one place before is at one place after; none is lost; what is deprecated is not expressed', () => {
  fc.assert(
    fc.property(
      expression,
      fc.nat(30),
      fc.constantFrom(promote, demote, registerFallback, placeFallback),
      (entry, n, edit) => {
        const all = (e: LocusExpression): string[] => [
          ...(e.dominant === undefined ? [] : [e.dominant]),
          ...e.fallback,
          ...e.deprecated,
        ];
        let after: LocusExpression | undefined;
        try {
          after = at(edit(withLocus(entry), 'x', digestOf(n)));
        } catch {
          return;
        }
        expect(new Set(all(after!)).size).toBe(all(after!).length);
        expect(new Set(all(after!))).toEqual(new Set([...all(entry), digestOf(n)]));
        for (const digest of after!.deprecated) expect(stackOf(after!)).not.toContain(digest);
        if (edit === promote) expect(stackOf(after!)[0]).toBe(digestOf(n));
      },
    ),
  );
});
