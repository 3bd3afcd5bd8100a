import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/mutation/answer.ts';
import { fence, fencedBlocks } from '../../src/mutation/fence.ts';
import { goodSource } from './sample.ts';

const code = (text: string): string => `\`\`\`typescript\n${text}\n\`\`\`\n`;

describe('an answer', () => {
  it.each([
    ['nothing but code', goodSource],
    ['code after blank lines', `\n\n${goodSource}\n`],
    ['one block', code(goodSource)],
    ['one block amid prose', `Sure.\n\n${code(goodSource)}\nThat should do.`],
    ['a block of tildes', `~~~ts\n${goodSource}~~~`],
    ['a block with other line ends', code(goodSource).replaceAll('\n', '\r\n')],
    ['a long fence', `\`\`\`\`\`\n${goodSource}\`\`\`\`\`\`\n`],
    ['a byte order mark', `\uFEFF${goodSource}`],
  ])('may be %s', (_name, text) => {
    expect(readAnswer(text, 'text')).toEqual({ answer: { source: goodSource } });
    expect(readAnswer(JSON.stringify({ source: text, note: 'why' }), 'structured')).toEqual({
      answer: { source: goodSource, note: 'why' },
    });
  });

  it.each([
    ['nothing', '', 'answer-not-code'],
    ['prose', 'I would set the link up first.', 'answer-not-code'],
    ['prose before code without a block', `Sure:\n${goodSource}`, 'answer-not-code'],
    ['two blocks', `${code(goodSource)}or\n${code(goodSource)}`, 'answer-two-blocks'],
    ['a block for the shell beside it', `${code('npm i x')}${code(goodSource)}`, 'answer-two-blocks'],
    ['a block without end', '```ts\nexport default', 'answer-truncated'],
    ['a value import', code(`import fs from 'node:fs';\n${goodSource}`), 'answer-import'],
    ['an import for its effects', code(`import 'node:fs';\n${goodSource}`), 'answer-import'],
    ['types from elsewhere', code(`import type { A } from '../../x.js';\n${goodSource}`), 'answer-import'],
    [
      'import() of code',
      code(goodSource.replace('await kernel', "await import('node:fs'); await kernel")),
      'answer-import',
    ],
    ['require', code(goodSource.replace('await kernel', "require('node:fs'); await kernel")), 'answer-import'],
    ['no export', code('const a = 1;'), 'answer-wrong-signature'],
    ['another name', code(goodSource.replace('execute', 'run')), 'answer-wrong-signature'],
    ['not async', code(goodSource.replace('async ', '')), 'answer-wrong-signature'],
    ['a second export', code(`export const a = 1;\n${goodSource}`), 'answer-wrong-signature'],
    ['too much', code(`${goodSource}//${'x'.repeat(256 * 1024)}`), 'answer-too-large'],
  ])('is refused when it is %s', (_name, text, wanted) => {
    expect(readAnswer(text, 'text')).toMatchObject({
      fault: { code: wanted, message: expect.stringMatching(/^[A-Z].*\.?$/s) as string },
    });
    expect(readAnswer(JSON.stringify({ source: text }), 'structured')).toMatchObject({ fault: { code: wanted } });
  });

  it.each(['', 'null', '[]', '{"source": 1}', '{"source": "x", "shell": "rm"}', goodSource])(
    'is refused when its structure is %j',
    (text) => {
      expect(readAnswer(text, 'structured')).toMatchObject({ fault: { code: 'answer-malformed' } });
    },
  );
});

describe('a fence', () => {
  it('holds any text, whatever fences are in it', () => {
    const hostile = fc.array(fc.constantFrom('`', '```', '~~~', '\n', '````', 'x', ' ', '# '), { maxLength: 30 });
    fc.assert(
      fc.property(hostile, (parts) => {
        const text = parts.join('');
        const { blocks, open } = fencedBlocks(`before\n${fence(text, 'text')}\nafter`);
        expect(open).toBe(false);
        expect(blocks).toEqual([text.endsWith('\n') ? text.slice(0, -1) : text]);
      }),
    );
  });
});
