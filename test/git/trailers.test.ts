import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMessage, parseTrailers, trailerValues, type Trailer } from '../../src/git/trailers.ts';

function byGit(message: string): readonly string[] {
  const output = execFileSync('git', ['interpret-trailers', '--parse', '--no-divider'], {
    input: message,
    encoding: 'utf8',
  });
  return output.split('\n').filter((line) => line !== '');
}

const printed = (trailers: readonly Trailer[]): readonly string[] =>
  trailers.map(({ key, value }) => `${key}: ${value}`);

test.each([
  ['subject\n\nSg-Locus: x\nSg-Allele: y\n'],
  ['subject\n\nbody\n\nSg-Reason: it\n  goes on\n  and on\nSg-Locus: x\n'],
  ['Sg-Locus: only a title\n'],
  ['subject\nSg-Locus: still the title\n'],
  ['subject\n\nno trailer\nSg-Locus: x\n'],
  ['subject\n\nSigned-off-by: A <a@x>\nnot one\nnor this\n'],
  ['subject\n\nSigned-off-by: A <a@x>\none\ntwo\nthree\nfour\n'],
  ['subject\n\n(cherry picked from commit abc)\nKey: v\n'],
  ['subject\n\nKey : spaced\n'],
  ['subject\n\nKey: v\n\n\n'],
  ['subject\n\nKey: v\n# comment\n'],
  ['subject\n\nEmpty:\nKey: v\n'],
  ['subject\n\nhttp://example.org/x\n'],
  ['subject\n\n  indented: v\n'],
])('reads %j as git does', (message) => {
  expect(printed(parseTrailers(message))).toEqual(byGit(message));
});

test('law: reads any message as git does', () => {
  const line = fc.constantFrom(
    '',
    '',
    'Key: v',
    'Sg-Locus: bridge',
    ' folded',
    'prose here',
    'Signed-off-by: A <a@x>',
    'a b: c',
    'x:',
    '\tkey: v',
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 9 }), (lines) => {
      const message = `title\n\n${lines.join('\n')}\n`;
      expect(printed(parseTrailers(message))).toEqual(byGit(message));
    }),
    { numRuns: 80 },
  );
});

const trailer = fc.record({
  key: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/),
  value: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
});

test('law: what is formatted is read back, white space in values as single spaces', () => {
  fc.assert(
    fc.property(fc.array(trailer, { minLength: 1, maxLength: 6 }), fc.string(), (trailers, body) => {
      const message = formatMessage({ subject: 'feat: x', body, trailers });
      const expected = trailers.map(({ key, value }) => ({
        key,
        value: value.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim(),
      }));
      expect(parseTrailers(message)).toEqual(expected);
    }),
  );
});

test('a reason cannot smuggle in a trailer or a second line of the subject', () => {
  const message = formatMessage({
    subject: 'promote\n\nSg-Locus: forged',
    trailers: [{ key: 'Sg-Reason', value: 'good\n\nSg-Allele: forged' }],
  });
  expect(message).toBe('promote Sg-Locus: forged\n\nSg-Reason: good Sg-Allele: forged\n');
  expect(trailerValues(parseTrailers(message), 'sg-reason')).toEqual(['good Sg-Allele: forged']);
  expect(trailerValues(parseTrailers(message), 'Sg-Allele')).toEqual([]);
  expect(() => formatMessage({ subject: 'x', trailers: [{ key: 'a b', value: '' }] })).toThrow('not a trailer key');
});
