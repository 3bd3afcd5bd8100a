import nearley from 'nearley';
import { InternalError } from '../../errors/internal-error.ts';
import { rules } from '../grammar.generated.ts';
import type { LineForm, LineForms } from './line-forms.ts';
import type { Terminal } from './terminals.ts';
import type { Token, TokenType } from './token.ts';

/** What a production waits for. */
export type GrammarSymbol = Terminal | { readonly literal: string } | { readonly type: TokenType };

export type LineReading<T> = { readonly ok: true; readonly value: T } | LineFailure;

export interface LineFailure {
  readonly ok: false;
  /** Index of the token that does not fit; the number of tokens when the line ends too early. */
  readonly at: number;
  /** What would have fitted there. */
  readonly expected: readonly GrammarSymbol[];
  /** The tokens before `at` are a whole line of this form. */
  readonly complete: boolean;
}

/** The parts of nearley's parser that say why it stopped; its type declarations leave them out. */
interface ParserState {
  readonly table: readonly Column[];
  readonly current: number;
  reportError: (token: unknown) => string;
}

interface Column {
  readonly scannable: readonly EarleyState[];
  readonly states: readonly EarleyState[];
}

interface EarleyState {
  readonly rule: { readonly name: string; readonly symbols: readonly unknown[] };
  readonly dot: number;
  readonly reference: number;
  readonly isComplete: boolean;
}

const compiled = nearley.Grammar.fromCompiled({ ParserRules: rules, ParserStart: 'header' });
const grammars = new Map<LineForm, nearley.Grammar>();

function grammarOf(form: LineForm): nearley.Grammar {
  let grammar = grammars.get(form);
  if (grammar === undefined) {
    // One set of rules serves every form: only the start differs.
    grammar = Object.assign(Object.create(compiled) as nearley.Grammar, { start: form });
    grammars.set(form, grammar);
  }
  return grammar;
}

/** Reads the tokens of one line as one form. */
export function readLine<F extends LineForm>(form: F, tokens: readonly Token[]): LineReading<LineForms[F]> {
  const parser = new nearley.Parser(grammarOf(form), { lexer: new TokenFeed(tokens) });
  const state = parser as unknown as ParserState;
  // The default builds a long text about the grammar that nobody would see.
  state.reportError = () => '';
  try {
    parser.feed('');
  } catch (error) {
    if (!(error instanceof Error && 'offset' in error)) throw error;
    return failure(form, state, state.current);
  }
  const results = parser.results as readonly LineForms[F][];
  if (results.length > 1) throw new InternalError(`The grammar reads one ${form} line in ${results.length} ways`);
  const [value] = results;
  return value === undefined ? failure(form, state, tokens.length) : { ok: true, value };
}

function failure(form: LineForm, { table, current }: ParserState, at: number): LineFailure {
  const column = table[current];
  const expected = (column?.scannable ?? []).map(({ rule, dot }) => rule.symbols[dot] as GrammarSymbol);
  const complete = (column?.states ?? []).some(
    (state) => state.isComplete && state.reference === 0 && state.rule.name === form,
  );
  return { ok: false, at, expected, complete };
}

/** Hands nearley tokens that are cut already. */
class TokenFeed implements nearley.Lexer {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  next(): nearley.Token | undefined {
    // nearley compares `text` and `type` itself and passes the token on as it is.
    return this.#tokens[this.#at++] as unknown as nearley.Token | undefined;
  }

  reset(): void {
    this.#at = 0;
  }

  save(): nearley.LexerState {
    return {};
  }

  formatError(_token: nearley.Token, message: string): string {
    return message;
  }
}
