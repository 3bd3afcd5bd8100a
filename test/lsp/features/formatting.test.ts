import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatContract } from '../../../src/contract/format.ts';
import { formattingEdits } from '../../../src/lsp/features/formatting.ts';
import { offsetAt } from '../../../src/lsp/positions.ts';
import { projectRoot } from '../../helpers/project-root.ts';

const file = 'contracts/genes/bridge_uplink.sg';
const text = readFileSync(path.join(projectRoot, file), 'utf8');

function applied(before: string): string {
  return formattingEdits(file, before).reduce(
    (now, { range: { start, end }, newText }) =>
      now.slice(0, offsetAt(now, start)) + newText + now.slice(offsetAt(now, end)),
    before,
  );
}

function formatted(before: string): string {
  const result = formatContract({ file, text: before });
  return 'text' in result ? result.text : before;
}

test('what an editor makes of the edits is what the formatter makes of the text', () => {
  const spoilt = fc.record({
    at: fc.nat(text.length),
    put: fc.constantFrom('', ' ', '  ', '\n', '\n\n', '\r', '# why\n'),
    taken: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(spoilt, { maxLength: 4 }), fc.boolean(), (spoils, ended) => {
      const whole = ended ? text : text.trimEnd();
      const before = spoils.reduce((now, { at, put, taken }) => now.slice(0, at) + put + now.slice(at + taken), whole);
      expect(applied(before)).toBe(formatted(before));
    }),
    { numRuns: 300, seed: 20_261_123 },
  );
});

test.each([
  ['a line too many at the end', `${text}\n\n`],
  ['no line end', text.trimEnd()],
  ['lines ended as on Windows', text.replaceAll('\n', '\r\n')],
])('%s is mended', (_, before) => {
  expect(formattingEdits(file, before)).toHaveLength(1);
  expect(applied(before)).toBe(text);
});
