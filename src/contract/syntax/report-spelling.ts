import type { Faults } from './faults.ts';
import type { Lexeme } from './lexer.ts';
import { spanIn, type Line } from './line.ts';

/** Reports a piece of a line that is no token. */
export function reportSpelling(lexeme: Lexeme, line: Line, faults: Faults): void {
  const { text } = lexeme;
  const span = spanIn(line, lexeme.offset, lexeme.offset + text.trimEnd().length);
  switch (lexeme.type) {
    case 'openString':
      faults.report('unterminated-string', span, 'This string has no closing quote.', {
        expected: 'a closing " on the same line',
        suggestion: `${text.trimEnd().replace(/\\$/, '')}"`,
      });
      return;
    case 'openReference': {
      const braced = spanIn(line, lexeme.offset + text.indexOf('{'), lexeme.offset + text.length);
      faults.report('unterminated-reference', braced, 'This reference has no closing brace.', {
        expected: 'a closing } on the same line',
        suggestion: `${text.slice(text.indexOf('{'))}}`,
      });
      return;
    }
    case 'otherQuotes':
      faults.report('stray-character', span, 'Text stands in double quotes.', {
        expected: 'a string like "text"',
        suggestion: JSON.stringify(text.slice(1, -1)),
      });
      return;
    default:
      faults.report('stray-character', span, `${shown(text)} has no meaning outside strings and prose.`, {
        expected: /\p{L}/u.test(text) ? 'names of the letters a to z, or text in double quotes' : undefined,
      });
  }
}

function shown(text: string): string {
  if (/^[!-~]$/.test(text)) return `\`${text}\``;
  return Array.from(text, (character) => `U+${hexadecimal(character.codePointAt(0) ?? 0)}`).join(' ');
}

function hexadecimal(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
