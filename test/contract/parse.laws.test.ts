import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatContract } from '../../src/contract/format.ts';
import { parseContract } from '../../src/contract/parse.ts';
import { stripSpans } from '../../src/contract/strip-spans.ts';
import { plainContract, style } from './arbitraries.ts';
import { printContract } from './print-contract.ts';

const runs = { numRuns: 150 };

describe('parsing', () => {
  it('gives back the contract a text was written from, whatever its style', () => {
    fc.assert(
      fc.property(plainContract, style, (contract, chosen) => {
        const text = printContract(contract, chosen());
        const { value, diagnostics } = parseContract({ file: 'x.sg', text });
        expect(diagnostics).toEqual([]);
        expect(stripSpans(value)).toEqual(contract);
      }),
      runs,
    );
  });
});

describe('formatting', () => {
  const formatted = (text: string): string => {
    const result = formatContract({ file: 'x.sg', text });
    expect(result).toHaveProperty('text');
    return 'text' in result ? result.text : '';
  };

  it('means the same, changes white space only, and has nothing to do the second time', () => {
    fc.assert(
      fc.property(plainContract, style, (contract, chosen) => {
        const text = printContract(contract, chosen());
        const once = formatted(text);
        expect(stripSpans(parseContract({ file: 'x.sg', text: once }).value)).toEqual(contract);
        expect(once.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        expect(formatted(once)).toBe(once);
      }),
      runs,
    );
  });
});
