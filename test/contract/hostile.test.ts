import { describe, expect, it } from 'vitest';
import { formatContract } from '../../src/contract/format.ts';
import { parseContract } from '../../src/contract/parse.ts';

function codes(text: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { code } of parseContract({ file: 'x.sg', text }).diagnostics) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
const gene = (takes: string, more = ''): string =>
  `gene g\n  is diagnostic\n  takes:\n${takes}\n  gives:\n    a bool\n${more}`;
const value = (text: string): string => gene('    a int', `  verify:\n    check a=${text}\n`);

describe('files no person writes', () => {
  it('of 5,000 fields are read', () => {
    const text = gene(lines(5000, (index) => `    field_${index}  string[1..${index + 1}] = [a, b]  "Field"`));
    const { value: contract, diagnostics } = parseContract({ file: 'x.sg', text });
    expect(diagnostics).toEqual([]);
    expect(contract?.takes).toHaveLength(5000);
    expect(formatContract({ file: 'x.sg', text })).toHaveProperty('text');
  });

  it('of 5,000 wrong lines have 5,000 diagnostics', () => {
    expect(codes(gene(lines(5000, () => '    a = "')))).toEqual({ 'unterminated-string': 5000 });
    expect(codes(`gene g\n${lines(5000, (index) => `  section${index}:`)}`)).toMatchObject({ 'unknown-section': 5000 });
    expect(codes(`gene g\n${lines(5000, () => 'takes:')}`)['duplicate-section']).toBe(4999);
  });

  it('of 5,000 levels of indentation are refused', () => {
    expect(codes(gene(lines(700, (index) => `${' '.repeat(4 + index)}a int`)))).toEqual({
      'unexpected-indentation': 1,
    });
    expect(codes(lines(5000, (index) => `${' '.repeat(index % 150)}gene g:`))).toHaveProperty('trailing-text');
    expect(codes(gene(lines(5000, (index) => `${' '.repeat(11 - (index % 7))}f${index} int`)))).toHaveProperty([
      'bad-indentation',
    ]);
  });

  it('of long lines are read or refused', () => {
    expect(codes(value(`[${'1, '.repeat(20_000)}1]`))).toEqual({});
    expect(
      codes(gene('    a int', `  verify:\n    check${lines(20_000, (index) => ` a${index}=1`).replaceAll('\n', '')}`)),
    ).toEqual({});
    expect(codes(value('['.repeat(20_000)))).toEqual({ 'nesting-too-deep': 1 });
    expect(codes(value(`"${'\\"'.repeat(50_000)}"`))).toEqual({});
    expect(codes(value(`"${'\\"'.repeat(20_000)}`))).toEqual({ 'unterminated-string': 1 });
    expect(codes(value('a.'.repeat(50_000)))).toHaveProperty('stray-character');
    expect(codes(value(`${'a-'.repeat(50_000)}{`))).toEqual({ 'unterminated-reference': 1 });
    expect(codes(value('1..'.repeat(20_000)))).toHaveProperty('trailing-text');
    expect(codes(value('{a}'.repeat(20_000)))).toEqual({});
    expect(codes(value('{'.repeat(20_000)))).toEqual({ 'unterminated-reference': 20_000 });
    expect(codes(value('1.a.'.repeat(20_000)))).toEqual({ 'malformed-number': 1 });
    expect(codes(value('.'.repeat(20_001)))).toHaveProperty('stray-character');
    expect(codes(value("'“‘".repeat(20_000)))).toHaveProperty('stray-character');
    expect(codes(value('名'.repeat(20_000)))).toEqual({ 'stray-character': 1 });
  });

  it('of blank lines and comments are read', () => {
    expect(
      codes(`${'\n'.repeat(20_000)}# a\n${gene(`${'\n'.repeat(20_000)}    a int${'\n      # b\n\n'.repeat(20_000)}`)}`),
    ).toEqual({});
  });
});
