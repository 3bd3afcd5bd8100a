import { suggest } from '../suggest.ts';
import { firstCode, type Entry } from './block.ts';
import { explainFailure } from './explain-failure.ts';
import type { Faults } from './faults.ts';
import { spanIn, type Line } from './line.ts';
import type { LineForm, LineForms } from './line-forms.ts';
import { readLine } from './read-line.ts';
import { tokenise, type TokenLine } from './tokenise.ts';

/** Words that make a line another form; when the line fits no form, a word like one of them was probably meant. */
export interface Alternatives {
  /** Index of the token they stand at. */
  readonly at: number;
  readonly words: readonly string[];
}

/** Reads a line of code as one form; `undefined` after reporting why it is not. */
export function readAs<F extends LineForm>(
  form: F,
  source: TokenLine,
  faults: Faults,
  alternatives?: Alternatives,
): LineForms[F] | undefined {
  if (source.faulty) return undefined;
  const reading = readLine(form, source.tokens);
  if (reading.ok) return reading.value;
  const token = alternatives === undefined ? undefined : source.tokens[alternatives.at];
  const suggestion = token === undefined ? undefined : suggest(token.text, alternatives?.words ?? []);
  if (token === undefined || suggestion === undefined) explainFailure(form, source, reading, faults);
  else faults.report('unknown-keyword', token.span, `The line makes no sense with \`${token.text}\`.`, { suggestion });
  return undefined;
}

/** Reads an entry whose form takes no block below it. */
export function readLeaf<F extends LineForm>(
  form: F,
  entry: Entry,
  faults: Faults,
  alternatives?: Alternatives,
): LineForms[F] | undefined {
  refuseBody(entry, faults);
  return readAs(form, tokenise(entry.head, faults), faults, alternatives);
}

/** Reports lines below an entry that takes none. */
export function refuseBody(entry: Entry, faults: Faults): void {
  const line = firstCode(entry.body);
  if (line === undefined) return;
  const expected = `the indentation of line ${entry.head.number}, which takes nothing below it`;
  faults.report('unexpected-indentation', indentation(line), 'This line is indented too deep.', { expected });
}

function indentation(line: Line): ReturnType<typeof spanIn> {
  return spanIn(line, 0, line.margin);
}
