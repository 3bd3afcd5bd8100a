import fc from 'fast-check';
import { sha256, type Sha256 } from '../../src/model/digest.ts';
import type { FitnessWeights } from '../../src/model/fitness-weights.ts';
import type { LocusExpression, Phenotype } from '../../src/phenotype/schema.ts';

export const digestOf = (n: number | string): Sha256 => sha256(String(n));

const locusName = fc
  .stringMatching(/^[a-z][a-z0-9_]{0,9}$/)
  .filter((name) => !['constructor', 'prototype'].includes(name));

const weights: fc.Arbitrary<FitnessWeights> = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .filter(([a, b]) => a + b <= 100)
  .map(([a, b]) => ({ immediate: a / 100, convergence: b / 100, resilience: (100 - a - b) / 100 }));

/** Each digest at one place, as in a phenotype that is sound. */
export const expression: fc.Arbitrary<LocusExpression> = fc
  .record({
    digests: fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 9 }),
    dominant: fc.boolean(),
    cut: fc.nat(9),
    weights: fc.option(weights, { nil: undefined }),
    canary: fc.option(
      fc.record({ allele: fc.nat(30).map(digestOf), share: fc.integer({ min: 0, max: 10 }).map((n) => n / 10) }),
      {
        nil: undefined,
      },
    ),
  })
  .map(({ digests, dominant, cut, weights: own, canary }) => {
    const all = digests.map(digestOf);
    const head = dominant ? all.slice(0, 1) : [];
    const rest = all.slice(head.length);
    return {
      ...(head[0] === undefined ? {} : { dominant: head[0] }),
      fallback: rest.slice(0, cut),
      deprecated: rest.slice(cut),
      ...(own === undefined ? {} : { weights: own }),
      ...(canary === undefined ? {} : { canary }),
    };
  });

const device = fc.stringMatching(/^[a-z][a-z0-9.-]{0,14}$/);

export const phenotype: fc.Arbitrary<Phenotype> = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/),
  description: fc.string({ unit: 'binary', maxLength: 40 }),
  hardware: fc.record({
    nic: fc.uniqueArray(device, { maxLength: 4 }),
    protected: fc.uniqueArray(device, { maxLength: 2 }),
    allow: fc.uniqueArray(device, { maxLength: 2 }),
  }),
  parameters: fc.constantFrom({}, { vlans: [100, 200], stp: 'enabled', ratio: 0.5, deep: { on: [true] } }),
  policy: fc.record(
    {
      capture: fc.constantFrom('full', 'redacted', 'digest'),
      mutation: fc.constantFrom('capture', 'none', 'auto', 'claude'),
      fusion: fc.constantFrom('manual', 'auto', 'off'),
      weights,
      alpha: fc.constantFrom(0.05, 0.01, 1e-9),
      alphaDemote: fc.constantFrom(0.05, 0.1),
      hosts: fc.constantFrom({}, { none: 1, demote: 3 }, { none: 1, low: 1, medium: 2, high: 3, critical: 3 }),
    },
    { requiredKeys: ['capture', 'mutation', 'fusion', 'weights'] },
  ),
  loci: fc
    .uniqueArray(fc.tuple(locusName, expression), { maxLength: 5, selector: ([name]) => name })
    .map((list) => new Map(list)),
  fusion: fc.constantFrom(
    {},
    { deploy: { allele: digestOf('f'), composition: digestOf('c'), since: '2026-03-01T12:00:00Z' } },
  ),
});
