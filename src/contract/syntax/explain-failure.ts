import type { Span } from '../ast.ts';
import type { DiagnosticCode } from '../diagnostics-catalogue.ts';
import { suggest } from '../suggest.ts';
import { enumerate, expectedWords } from './expected-words.ts';
import type { Faults } from './faults.ts';
import { spanIn } from './line.ts';
import type { LineForm } from './line-forms.ts';
import type { GrammarSymbol, LineFailure } from './earley.ts';
import type { Token } from './token.ts';
import type { TokenLine } from './tokenise.ts';

/** Forms with a word of a closed set: where it stands and the code for another word there. */
const closedSets: Partial<Readonly<Record<LineForm, { readonly at: number; readonly code: DiagnosticCode }>>> = {
  header: { at: 0, code: 'unknown-kind' },
  family: { at: 1, code: 'unknown-family' },
  risk: { at: 1, code: 'unknown-risk' },
  feed: { at: 1, code: 'unknown-timescale' },
};

interface Verdict {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly suggestion?: string | undefined;
  readonly span?: Span;
}

/** Says why a line could not be read, in the words of the language instead of the parser's. */
export function explainFailure(form: LineForm, source: TokenLine, failure: LineFailure, faults: Faults): void {
  const token = source.tokens[failure.at];
  const verdict = token === undefined ? tooShort(form, source, failure) : misfit(form, source, token, failure);
  faults.report(verdict.code, verdict.span ?? token?.span ?? endOf(source), verdict.message, {
    expected: expectedWords(failure.expected, failure.complete),
    suggestion: verdict.suggestion,
  });
}

/** The empty place after the last token. */
export function endOf({ line, tokens }: TokenLine): Span {
  const column = tokens.at(-1)?.span.end.column ?? line.margin + 1;
  return spanIn(line, column - 1, column - 1);
}

function tooShort(form: LineForm, { tokens }: TokenLine, { expected }: LineFailure): Verdict {
  const last = tokens.at(-1)?.text;
  if (expects(expected, ':')) return { code: 'missing-colon', message: 'This line ends in a colon.', suggestion: ':' };
  if (form === 'field' && tokens.length === 1) return { code: 'missing-type', message: `\`${last}\` has no type.` };
  if (expects(expected, '=') && expected.length === 1) {
    return { code: 'missing-equals', message: `\`${last}\` has no value.` };
  }
  if (expectsValue(expected)) return { code: 'missing-value', message: 'A value is missing at the end of the line.' };
  if (onlyNames(expected)) return { code: 'missing-name', message: 'A name is missing at the end of the line.' };
  return { code: 'missing-text', message: 'The line ends too early.' };
}

function misfit(form: LineForm, source: TokenLine, token: Token, failure: LineFailure): Verdict {
  const { expected, complete, at } = failure;
  const keyword = misspelt(form, token, failure);
  if (keyword !== undefined) return keyword;
  if (expects(expected, ':')) {
    return { code: 'missing-colon', message: 'A colon is missing here.', suggestion: `:${token.text}` };
  }
  if (form === 'field' && at === 1 && token.type !== 'word') {
    return { code: 'missing-type', message: `\`${source.tokens[0]?.text ?? ''}\` has no type.` };
  }
  if (complete) {
    const span = { start: token.span.start, end: endOf(source).end };
    return { code: 'trailing-text', message: 'The line is complete before this text.', span };
  }
  return notAccepted(token, expected);
}

/** A word where only certain words can stand, or where one of them nearly stands. */
function misspelt(form: LineForm, token: Token, { at, expected }: LineFailure): Verdict | undefined {
  if (token.type !== 'name' && token.type !== 'word') return undefined;
  const words = expected.flatMap((symbol) =>
    'literal' in symbol && /^[a-z]/.test(symbol.literal) ? [symbol.literal] : [],
  );
  const suggestion = suggest(token.text, words);
  if (words.length === 0 || (suggestion === undefined && words.length < expected.length)) return undefined;
  const set = closedSets[form];
  const code = set?.at === at ? set.code : 'unknown-keyword';
  const allowed = enumerate(words.map((word) => `\`${word}\``));
  return { code, message: `\`${token.text}\` is not ${allowed}.`, suggestion };
}

function notAccepted(token: Token, expected: readonly GrammarSymbol[]): Verdict {
  if (token.type === 'ordinal' && expectsValue(expected)) {
    return {
      code: 'malformed-number',
      message: `\`${token.text}\` is no number.`,
      suggestion: token.text.slice(0, -1),
    };
  }
  const written = correction(token, expected);
  if (written !== undefined) {
    return {
      code: 'malformed-number',
      message: `\`${token.text}\` is not written as it is here.`,
      suggestion: written,
    };
  }
  if (expectsValue(expected) && token.type === 'punctuation') {
    return { code: 'missing-value', message: `A value is missing before \`${token.text}\`.` };
  }
  if (onlyNames(expected)) return notAName(token);
  if (expects(expected, '=') && expected.length === 1) {
    return {
      code: 'missing-equals',
      message: 'A name and its value have `=` between them.',
      suggestion: `=${token.text}`,
    };
  }
  return { code: 'unexpected-text', message: `\`${token.text}\` cannot stand here.` };
}

/** A whole number where a duration or the number of a step stands. */
function correction(token: Token, expected: readonly GrammarSymbol[]): string | undefined {
  const [only] = expected;
  if (token.type !== 'int' || expected.length !== 1 || only === undefined || !('type' in only)) return undefined;
  if (only.type === 'duration') return `${token.text}s`;
  return only.type === 'ordinal' ? `${token.text}.` : undefined;
}

function notAName(token: Token): Verdict {
  if (token.type === 'punctuation') {
    return { code: 'missing-name', message: `A name is missing before \`${token.text}\`.` };
  }
  return {
    code: 'invalid-identifier',
    message: 'Names are lower-case letters, digits and underscores, a letter first, at most 64 of them.',
    suggestion: identifierLike(token.text),
  };
}

/** `Bridge-Name` as `bridge_name`. */
function identifierLike(text: string): string | undefined {
  const spelled = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+/, '')
    .replace(/_$/, '')
    .slice(0, 64);
  return spelled === '' || spelled === text ? undefined : spelled;
}

function expects(expected: readonly GrammarSymbol[], literal: string): boolean {
  return expected.some((symbol) => 'literal' in symbol && symbol.literal === literal);
}

function expectsValue(expected: readonly GrammarSymbol[]): boolean {
  return expected.some((symbol) => 'test' in symbol || ('type' in symbol && symbol.type === 'duration'));
}

function onlyNames(expected: readonly GrammarSymbol[]): boolean {
  return expected.length > 0 && expected.every((symbol) => 'type' in symbol && symbol.type === 'name');
}
