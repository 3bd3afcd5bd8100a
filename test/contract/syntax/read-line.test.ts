import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/contract/grammar.generated.ts';
import { LineGrammar } from '../../../src/contract/syntax/earley.ts';
import { Faults } from '../../../src/contract/syntax/faults.ts';
import { scanLines } from '../../../src/contract/syntax/line.ts';
import type { LineForm } from '../../../src/contract/syntax/line-forms.ts';
import { readLine } from '../../../src/contract/syntax/read-line.ts';
import { tokenise } from '../../../src/contract/syntax/tokenise.ts';

const forms: readonly LineForm[] = [
  'header',
  'family',
  'risk',
  'provides',
  'heading',
  'field',
  'verifyCall',
  'verifyLoop',
  'within',
  'stepCall',
  'stepLoop',
  'stepWhen',
  'call',
  'branch',
  'requirement',
  'feed',
  'connection',
  'resourceKind',
  'property',
  'argument',
];

/** Pieces of lines that often fit each other, so that most forms are met. */
const piece = fc.constantFrom(
  ...[
    'gene',
    'for',
    'is',
    'risk',
    'low',
    'provides',
    'step',
    'needs',
    'within',
    'all',
    'in',
    'when',
    'default',
    'a',
    'b',
  ],
  ...[
    '=',
    '=',
    ':',
    ',',
    '->',
    '[',
    ']',
    '?',
    '..',
    '5',
    '0.5',
    '30s',
    'true',
    '"x"',
    '{a}',
    'x.{a}',
    '1.',
    '1.a',
    'a-b',
  ],
);
const tokens = fc
  .array(piece, { minLength: 1, maxLength: 9 })
  .map((pieces) => tokenise(scanLines(pieces.join(' '))[0] as never, new Faults('x')).tokens);

describe('readLine', () => {
  const grammar = new LineGrammar(rules);

  it('gives what the grammar itself gives, for a shape met before and for a new one', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...forms), tokens, (form, line) => {
        const direct = grammar.read(form, line);
        if (direct.ok) read++;
        for (const reading of [readLine(form, line), readLine(form, line)]) {
          if (direct.ok) expect(reading).toEqual(direct);
          else expect({ ...reading, expected: [] }).toEqual({ ...direct, expected: [] });
        }
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(20);
  });
});
