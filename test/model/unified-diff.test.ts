import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/model/unified-diff.ts';

/** What `patch` makes of it, without its guesses: places must fit exactly. */
function patched(before: string, diff: string): string {
  const old = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const lines: string[] = [];
  let at = 0;
  for (const line of diff === '' ? [] : diff.split('\n')) {
    const [, start, count = '1'] = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line) ?? [];
    if (start !== undefined) {
      const next = count === '0' ? Number(start) : Number(start) - 1;
      lines.push(...old.slice(at, next));
      at = next;
    } else if (line.startsWith('+')) lines.push(line.slice(1));
    else {
      expect(line.slice(1)).toBe(old[at]);
      if (line.startsWith(' ')) lines.push(old[at] ?? '');
      at += 1;
    }
  }
  const all = [...lines, ...old.slice(at)];
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

describe('a unified diff', () => {
  it('turns one text into the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '', '}'), { maxLength: 30 }).map((lines) => {
      return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
    });
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, unifiedDiff(before, after))).toBe(after);
      }),
    );
  });

  it('shows three lines around a change', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    const changed = lines.with(9, 'other');
    expect(unifiedDiff(`${lines.join('\n')}\n`, `${changed.join('\n')}\n`)).toBe(
      [
        '@@ -7,7 +7,7 @@',
        ' line 7',
        ' line 8',
        ' line 9',
        '-line 10',
        '+other',
        ' line 11',
        ' line 12',
        ' line 13',
      ].join('\n'),
    );
    expect(unifiedDiff('same\n', 'same\n')).toBe('');
  });
});
