import nearley from 'nearley';
import { InternalError } from '../../errors/internal-error.ts';
import type { LineForm } from './line-forms.ts';
import type { Terminal } from './terminals.ts';
import type { TokenType } from './token.ts';

/** What a production waits for. */
export type GrammarSymbol = Terminal | { readonly literal: string } | { readonly type: TokenType };

export type Reading<T> = { readonly ok: true; readonly value: T } | LineFailure;

export interface LineFailure {
  readonly ok: false;
  /** Index of the token that does not fit; the number of tokens when the line ends too early. */
  readonly at: number;
  /** What would have fitted there. */
  readonly expected: readonly GrammarSymbol[];
  /** The tokens before `at` are a whole line of this form. */
  readonly complete: boolean;
}

/** What the grammar looks at. */
export interface Terminable {
  readonly type: TokenType;
  readonly text: string;
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

/** One grammar with a start rule for each form of line. */
export class LineGrammar {
  readonly #compiled: nearley.Grammar;
  readonly #byForm = new Map<LineForm, nearley.Grammar>();

  constructor(rules: nearley.ParserRule[]) {
    this.#compiled = nearley.Grammar.fromCompiled({ ParserRules: rules, ParserStart: 'header' });
  }

  /** What the grammar's productions make of the tokens, or where and why they do not fit. */
  read(form: LineForm, tokens: readonly Terminable[]): Reading<unknown> {
    const parser = new nearley.Parser(this.#startingWith(form), { lexer: new TokenFeed(tokens) });
    const state = parser as unknown as ParserState;
    // The default builds a long text about the grammar that nobody would see.
    state.reportError = () => '';
    try {
      parser.feed('');
    } catch (error) {
      if (!(error instanceof Error && 'offset' in error)) throw error;
      return failure(form, state, state.current);
    }
    const results: readonly unknown[] = parser.results;
    if (results.length > 1) throw new InternalError(`The grammar reads one ${form} line in ${results.length} ways`);
    return results.length === 0 ? failure(form, state, tokens.length) : { ok: true, value: results[0] };
  }

  /** The rules are shared by all forms: only the start differs. */
  #startingWith(form: LineForm): nearley.Grammar {
    let grammar = this.#byForm.get(form);
    if (grammar === undefined) {
      grammar = Object.assign(Object.create(this.#compiled) as nearley.Grammar, { start: form });
      this.#byForm.set(form, grammar);
    }
    return grammar;
  }
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
  readonly #tokens: readonly Terminable[];
  #at = 0;

  constructor(tokens: readonly Terminable[]) {
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
