import type { Span } from '../ast.ts';
import type { Faults } from './faults.ts';
import { lexer, type Lexeme } from './lexer.ts';
import { spanIn, type Line } from './line.ts';
import { readNumber } from './read-number.ts';
import { readInterpolated } from './read-interpolated.ts';
import { readString } from './read-string.ts';
import { reportSpelling } from './report-spelling.ts';
import type { Token } from './token.ts';

/** A line of code cut into tokens. */
export interface TokenLine {
  readonly line: Line;
  readonly tokens: readonly Token[];
  /** From `#` to the end of the line. */
  readonly comment: Token | undefined;
  /** A token was wrong in itself; what could not be read is missing from `tokens`. */
  readonly faulty: boolean;
}

/** Lists in lists have no type that would take them; what is deeper than this is an attack or an accident. */
const deepestList = 8;

/** Every wrong token of the line is reported. */
export function tokenise(line: Line, faults: Faults): TokenLine {
  const tokens: Token[] = [];
  let comment: Token | undefined;
  let faulty = false;
  lexer.reset(line.text);
  for (let lexeme = lexer.next(); lexeme !== undefined; lexeme = lexer.next()) {
    if (lexeme.type === 'space') continue;
    const token = read(lexeme, line, faults);
    if (token === undefined) faulty = true;
    else if (token.type === 'comment') comment = token;
    else tokens.push(token);
  }
  return { line, tokens, comment, faulty: reportDepth(tokens, faults) || faulty };
}

function read(lexeme: Lexeme, line: Line, faults: Faults): Token | undefined {
  const { text } = lexeme;
  const span = spanIn(line, lexeme.offset, lexeme.offset + text.length);
  switch (lexeme.type) {
    case 'name':
    case 'word':
      return readWord(text, span);
    case 'string':
      return readString(text, line, span, faults);
    case 'comment':
    case 'punctuation':
    case 'ordinal':
    case 'field':
      return { type: lexeme.type, text, span, node: undefined };
    case 'number':
      return readNumber(text, span, faults);
    case 'interpolated':
      return readInterpolated(text, line, span, faults);
    default:
      reportSpelling(lexeme, line, faults);
      return undefined;
  }
}

function readWord(text: string, span: Span): Token {
  if (text === 'true' || text === 'false') {
    return { type: 'bool', text, span, node: { kind: 'bool', value: text === 'true', span } };
  }
  return { type: isIdentifier(text) ? 'name' : 'word', text, span, node: undefined };
}

/** Lower-case letters, digits and underscores, letter first: the same on every file system, in git refs and in TypeScript. */
function isIdentifier(text: string): boolean {
  return text.length <= 64 && /^[a-z][a-z0-9_]*$/.test(text);
}

function reportDepth(tokens: readonly Token[], faults: Faults): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '[') depth++;
    else if (token.text === ']') depth--;
    if (depth > deepestList) {
      faults.report('nesting-too-deep', token.span, `Lists may be nested ${deepestList} deep, no deeper.`);
      return true;
    }
  }
  return false;
}
