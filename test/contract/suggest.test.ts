import { describe, expect, it } from 'vitest';
import { suggest } from '../../src/contract/suggest.ts';

const sections = ['does', 'takes', 'gives', 'types', 'before', 'after', 'fails when', 'unhealthy when', 'verify'];

describe('suggest', () => {
  it.each([
    ['dose', 'does'],
    ['tkaes', 'takes'],
    ['takess', 'takes'],
    ['Takes', 'takes'],
    ['verfiy', 'verify'],
    ['fials wen', 'fails when'],
    ['unhelthy whn', 'unhealthy when'],
    ['nonsense', undefined],
    ['x', undefined],
    ['', undefined],
    ['takes', undefined],
    ['t'.repeat(100_000), undefined],
  ])('%.20s: %s', (word, expected) => {
    expect(
      suggest(
        word,
        sections.filter((section) => section !== word),
      ),
    ).toBe(expected);
  });

  it('never gives back the word itself, and prefers the nearest, then the first', () => {
    expect(suggest('takes', ['takes', 'makes', 'lakes'])).toBe('makes');
    expect(suggest('convergance', ['resilience', 'convergence'])).toBe('convergence');
  });
});
