import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAmounts, compareAmounts, moneyFor, priceOf } from '../../src/mutation/price.ts';

describe('prices', () => {
  it('are exact', () => {
    expect(moneyFor({ input: '2', output: '10' }, 1, 0).money?.amount).toBe('0.000002');
    expect(moneyFor({ input: '0.27', output: '1.1' }, 1, 1).money?.amount).toBe('0.00000137');
    expect(moneyFor({ input: '3', output: '15' }, 1_000_000, 2_000_000).money?.amount).toBe('33');
    expect(moneyFor({ input: '0', output: '0' }, 5, 5).money?.amount).toBe('0');
    expect(moneyFor(undefined, 5, 5)).toEqual({});
  });

  it('come from the list, or from whoever set them', () => {
    expect(priceOf('claude-sonnet-5-5', undefined)).toEqual({ input: '2', output: '10' });
    expect(priceOf('claude-sonnet-5-5', '1.5/7')).toEqual({ input: '1.5', output: '7' });
    expect(priceOf('unheard-of', '')).toBeUndefined();
    for (const text of ['1', '1/2/3', 'a/b', '-1/2', '1e3/2'])
      expect(() => priceOf('m', text)).toThrow(expect.objectContaining({ code: 'mutation-price' }) as Error);
  });

  it('add up as whole numbers of the smallest part do', () => {
    const amount = fc
      .tuple(fc.nat(10_000), fc.nat(999_999))
      .map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`);
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const micros = (text: string): number => Math.round(Number(text) * 1e6);
        expect(micros(addAmounts(a, b))).toBe(micros(a) + micros(b));
        expect(compareAmounts(a, b)).toBe(Math.sign(micros(a) - micros(b)));
      }),
    );
  });
});
