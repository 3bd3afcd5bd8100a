import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstDifference } from '../../src/arena/first-difference.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import type { Json } from '../../src/model/json.ts';

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, undefined],
  [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, 'a[0].b'],
  [{ a: [1] }, { a: [1, 2] }, 'a[1]'],
  [{ z: 1, a: { c: 1 } }, { z: 2, a: {} }, 'a.c'],
  [[], {}, ''],
  [null, 0, ''],
] as const)('%j and %j differ first at %j', (left, right, path) => {
  expect(firstDifference(left, right)?.path).toBe(path);
});

test('values differ somewhere exactly when their canonical texts do', () => {
  const value = fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.parse(JSON.stringify(json)) as Json);
  fc.assert(
    fc.property(value, value, (left, right) => {
      expect(firstDifference(left, right) === undefined).toBe(canonicalJson(left) === canonicalJson(right));
      expect(firstDifference(left, JSON.parse(JSON.stringify(left)) as Json)).toBeUndefined();
    }),
  );
});
