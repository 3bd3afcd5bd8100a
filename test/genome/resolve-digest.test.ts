import { expect, test } from 'vitest';
import { findDigest } from '../../src/genome/resolve-digest.ts';

const one = `abcd${'0'.repeat(60)}`;
const two = `abce${'0'.repeat(60)}`;
const pool = [
  { locus: 'bridge_create', digests: [one, two] },
  { locus: 'bridge_uplink', digests: [one] },
];

function failure(prefix: string, within?: string): unknown {
  try {
    return findDigest(prefix, pool, within);
  } catch (error) {
    return error;
  }
}

test('a unique start names one allele', () => {
  expect(findDigest('abce', pool)).toEqual({ locus: 'bridge_create', digest: two });
  expect(findDigest(one, pool, 'bridge_uplink')).toEqual({ locus: 'bridge_uplink', digest: one });
});

test('the same digest at two loci is ambiguous until the locus is named', () => {
  expect(failure('abcd')).toMatchObject({
    code: 'ambiguous-digest',
    exitStatus: 2,
    details: { candidates: [{ locus: 'bridge_create' }, { locus: 'bridge_uplink' }] },
  });
});

test.each([['abc'], ['ABCD'], ['abcg'], [''], ['a'.repeat(65)], ['../../etc']])('refuses %j', (prefix) => {
  expect(failure(prefix)).toMatchObject({ code: 'invalid-digest-prefix', exitStatus: 2 });
});

test('an unknown start and an unknown locus say where to look', () => {
  expect(failure('ffff')).toMatchObject({ code: 'unknown-allele' });
  expect(failure('abcd', 'bridge_crate')).toMatchObject({ code: 'unknown-locus', hint: 'Did you mean "bridge_create"?' });
  expect(failure('abcd', 'zzz')).toMatchObject({ code: 'unknown-locus', hint: 'The genome has: bridge_create, bridge_uplink.' });
});

test('a long list of candidates is cut, and says how many there are', () => {
  const digests = Array.from({ length: 20 }, (_, i) => `aaaa${i.toString(16).padStart(60, '0')}`);
  expect(() => findDigest('aaaa', [{ locus: 'x', digests }])).toThrow('is the start of 20 alleles');
  expect(() => findDigest('aaaa', [{ locus: 'x', digests }])).toThrow('and 12 more');
});
