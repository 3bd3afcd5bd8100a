import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/contract/diagnose.ts';
import { renderDiagnostic } from '../../src/contract/render-diagnostic.ts';

const at = (offset: number, line: number, column: number, length: number): Parameters<typeof diagnose>[1]['span'] => ({
  start: { offset, line, column },
  end: { offset: offset + length, line, column: column + length },
});

function render(text: string, span: ReturnType<typeof at>, colour = false): string {
  const fault = { file: 'a/b.sg', span, message: 'It is wrong.', expected: 'right', suggestion: 'takes' };
  return renderDiagnostic(diagnose('unknown-section', fault), text, { colour });
}

/** Columns at which the carets stand, by the width of what a terminal shows. */
const caretsBelow = (rendered: string): string => {
  const [, line = '', carets = ''] = rendered.split('\n');
  expect(carets.indexOf('|')).toBe(line.indexOf('|'));
  return carets.slice(carets.indexOf('|') + 2);
};

describe('a rendered diagnostic', () => {
  it('says where, what, what was expected and what was meant', () => {
    expect(render('gene g\n  tkaes:\n', at(9, 2, 3, 5))).toBe(
      [
        'a/b.sg:2:3: error[unknown-section]: It is wrong.',
        '   2 |   tkaes:',
        '     |   ^^^^^',
        'expected: right',
        'did you mean: takes',
      ].join('\n'),
    );
  });

  it('has a caret where something is missing', () => {
    expect(caretsBelow(render('abc\n', at(3, 1, 4, 0)))).toBe('   ^');
  });

  it('keeps carets below tabs and wide characters', () => {
    expect(caretsBelow(render('\ta x', at(3, 1, 4, 1)))).toBe('    ^');
    expect(caretsBelow(render('名前 x', at(3, 1, 4, 1)))).toBe('     ^');
    expect(caretsBelow(render('🧬 x', at(0, 1, 1, 2)))).toBe('^^');
    expect(caretsBelow(render('e\u0301 x', at(3, 1, 4, 1)))).toBe('  ^');
  });

  it('shows the first line of a fault over several', () => {
    const span = { start: { offset: 2, line: 1, column: 3 }, end: { offset: 9, line: 2, column: 4 } };
    expect(caretsBelow(render('abcde\nfgh\n', span))).toBe('  ^^^');
  });

  it('cuts a long line around the fault', () => {
    const rendered = render(`${'a'.repeat(5000)}b${'c'.repeat(5000)}`, at(5000, 1, 5001, 1));
    const [, line = ''] = rendered.split('\n');
    expect(line.length).toBeLessThan(200);
    expect(line[line.indexOf('|') + 2 + caretsBelow(rendered).indexOf('^')]).toBe('b');
  });

  it('drives no terminal', () => {
    const hostile = '\u001b]0;title\u0007\u202e\u009b2J\u2066\r';
    const span = at(1, 1, 2, 3);
    const fault = { file: hostile, span, message: hostile, expected: hostile, suggestion: hostile };
    const rendered = renderDiagnostic(diagnose('stray-character', fault), `x${hostile}y`, { colour: false });
    expect(rendered).not.toMatch(/[^\P{C}\n]/u);
    expect(rendered).toContain('\\u{1b}]0;title');
  });

  it('has colours only when asked', () => {
    const [plain, coloured] = [false, true].map((colour) => render('tkaes', at(0, 1, 1, 5), colour));
    expect(coloured).toContain('\u001b[');
    // eslint-disable-next-line no-control-regex -- ANSI escape sequences
    expect(coloured?.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(plain);
  });
});
