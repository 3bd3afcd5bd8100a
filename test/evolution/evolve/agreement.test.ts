import { expect, test } from 'vitest';
import { agreementProse, agreementText } from '../../../src/evolution/evolve/agreement.ts';

test.each([
  [{ for: 3, against: 0, of: 4, needed: 2 }, '3 of 4 hosts agree, and it stands without any one of them'],
  [{ for: 5, against: 1, of: 9, needed: 3 }, '5 of 9 hosts agree, 1 objects, and it stands without any 2 of them'],
  [{ for: 1, against: 0, of: 1, needed: 1 }, "one host's word decides, as no other runs it"],
  [{ for: 2, against: 2, of: 4, needed: 1 }, "2 of 4 hosts agree, 2 object; by the policy one host's word may decide"],
])('%o is told plainly', (agreement, prose) => {
  expect(agreementProse(agreement)).toBe(prose);
});

test('a trailer has the same numbers', () => {
  expect(agreementText({ for: 3, against: 1, of: 5, needed: 2 })).toBe('for=3 against=1 of=5 needed=2');
});
