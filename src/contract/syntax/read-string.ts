import type { Span } from '../ast.ts';
import type { Faults } from './faults.ts';
import { spanIn, type Line } from './line.ts';
import type { Token } from './token.ts';

/** The escapes of JSON (RFC 8259, section 7), without `\b` and `\f`. */
const escape = /\\(?:u([0-9a-fA-F]{4})|(.)|$)/gsu;
const plain: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', n: '\n', r: '\r', t: '\t' };

/** A complete string, quotes included. */
export function readString(text: string, line: Line, span: Span, faults: Faults): Token | undefined {
  const inner = text.slice(1, -1);
  if (!inner.includes('\\')) return stringToken(text, span, inner);
  const wrong = [...inner.matchAll(escape)].filter((match) => decode(match) === undefined);
  for (const { 0: found, index } of wrong) {
    const at = span.start.column + index;
    faults.report('invalid-escape', spanIn(line, at, at + found.length), `\`${found}\` is no escape.`, {
      expected: '\\" \\\\ \\/ \\n \\r \\t or \\u and four hexadecimal digits',
      suggestion: `\\${found}`,
    });
  }
  if (wrong.length > 0) return undefined;
  const value = inner.replace(escape, (...match) => decode(match) ?? '');
  if (!/\p{Surrogate}/u.test(value)) return stringToken(text, span, value);
  faults.report('invalid-escape', span, 'The escapes give half of a surrogate pair, which is no character.', {
    expected: 'both halves of the pair, one after the other',
  });
  return undefined;
}

function decode([, hex, other]: readonly unknown[]): string | undefined {
  if (typeof hex === 'string') return String.fromCharCode(Number.parseInt(hex, 16));
  return typeof other === 'string' ? plain[other] : undefined;
}

function stringToken(text: string, span: Span, value: string): Token {
  return { type: 'string', text, span, node: { kind: 'string', value, bare: false, span } };
}
