import { expect, test } from 'vitest';
import { closestName } from '../../src/genome/closest-name.ts';

test.each([
  ['brige_create', 'bridge_create'],
  ['bridge_crate', 'bridge_create'],
  ['bond', 'bone'],
  ['zzzz', undefined],
  ['', undefined],
  ['x', undefined],
])('%j most likely meant %j', (word, meant) => {
  expect(closestName(word, ['bridge_create', 'bridge_uplink', 'bone', 'vlan_create', 'y'])).toBe(meant);
});
