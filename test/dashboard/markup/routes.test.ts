import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkerOf, parseRoute, routePath, type Route } from '../../../src/dashboard/markup/routes.ts';

const locus = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
const page = fc.integer({ min: 1, max: 9999 });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('overview' as const, 'pathways' as const, 'phenotypes' as const, 'hosts' as const),
  }),
  fc.record({ kind: fc.constant('proposals' as const), page }),
  fc.record({ kind: fc.constant('locus' as const), locus, page }),
  fc.record({ kind: fc.constant('history' as const), locus, page: fc.integer({ min: 2, max: 9999 }) }),
  fc.record({ kind: fc.constant('allele' as const), locus, allele: fc.stringMatching(/^[0-9a-f]{64}$/) }),
  fc.record({ kind: fc.constant('phenotype' as const), phenotype: fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/) }),
);

test('law: a path leads back to its page', () => {
  fc.assert(
    fc.property(route, (each) => {
      expect(parseRoute(routePath(each))).toEqual(each);
    }),
  );
});

test('law: a link leads from any page to any other', () => {
  fc.assert(
    fc.property(route, route, (from, to) => {
      const address = linkerOf(from).to(to).toString();
      expect(path.posix.join(path.posix.dirname(routePath(from)), address)).toBe(routePath(to));
    }),
  );
});

test('the root is the overview', () => {
  expect(parseRoute('')).toEqual({ kind: 'overview' });
});

test.each([
  '../index.html',
  'loci/../index.html',
  'loci/a.1.html',
  'loci/a.01.html',
  'loci/A.html',
  'history/a.html',
  'history/a.1.html',
  'loci/a',
  'loci/a.html/',
  'loci/a/b.html',
  'alleles/a/xyz.html',
  'proposals.0000002.html',
  'proposals.1.html',
  'phenotypes/..html',
  '%2e%2e/index.html',
  'constructor.html',
  'index.html\0',
])('%j is no page', (asked) => {
  expect(parseRoute(asked)).toBeUndefined();
});
