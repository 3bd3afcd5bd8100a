import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { fitTerminal } from '../../src/cli/fit-terminal.ts';
import { styleFor } from '../../src/cli/style.ts';

const terminal = { isTTY: true, columns: 60 };
const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 60 });

it('goes on below, further in than the line began', () => {
  const line = `    note [not-set-up] ${'word '.repeat(12)}end`;
  expect(fitTerminal(line, terminal).split('\n')).toEqual([
    '    note [not-set-up] word word word word word word word',
    '        word word word word word end',
  ]);
});

it('law: no line is wider than the terminal, and no word is lost, coloured or not', () => {
  fc.assert(
    fc.property(words, fc.nat(8), fc.boolean(), (list, indent, colour) => {
      const style = styleFor(colour);
      const line = ' '.repeat(indent) + list.map((word, place) => (place % 3 === 0 ? style.bad(word) : word)).join(' ');
      const shown = stripVTControlCharacters(fitTerminal(line, terminal));
      expect(Math.max(...shown.split('\n').map((each) => each.length))).toBeLessThanOrEqual(terminal.columns);
      expect(shown.split(/\s+/).filter(Boolean)).toEqual(list);
    }),
  );
});

it('leaves whole what goes to a file, and what fits', () => {
  const long = 'word '.repeat(40).trimEnd();
  expect(fitTerminal(long, { columns: 60 })).toBe(long);
  expect(fitTerminal('short\n\n  lines', terminal)).toBe('short\n\n  lines');
});

it('keeps a word whole that is wider than the terminal: an address has to be copied', () => {
  const address = `https://example.org/${'x'.repeat(80)}`;
  expect(fitTerminal(`mend  sg remote add origin ${address}`, terminal).split('\n').at(-1)?.trim()).toBe(address);
});
