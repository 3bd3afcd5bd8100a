import { rules } from '../grammar.generated.ts';
import { apply, derive, type Derivation } from './derivation.ts';
import { LineGrammar, type Reading } from './earley.ts';
import type { LineForm, LineForms } from './line-forms.ts';
import type { Token } from './token.ts';

/** Contracts have few shapes of lines; the bounds keep a hostile file from filling the memory of a long-lived process. */
const longestShape = 48;
const mostShapes = 2048;

const grammar = new LineGrammar(rules);
const derivations = new Map<string, Derivation>();

/** The words that productions name; any other token counts by its type only. */
const keywords: ReadonlySet<string> = new Set(
  rules.flatMap(({ symbols }) => symbols.flatMap((symbol: { literal?: string }) => symbol.literal ?? [])),
);

/**
 * Reads the tokens of one line as one form. Earley parsing is paid once for each shape of line: the derivation it finds is
 * kept and applied to the next line of that shape, which takes a tenth of the time.
 */
export function readLine<F extends LineForm>(form: F, tokens: readonly Token[]): Reading<LineForms[F]> {
  if (tokens.length > longestShape) return grammar.read(form, tokens) as Reading<LineForms[F]>;
  const shape = shapeOf(form, tokens);
  let derivation = derivations.get(shape);
  if (derivation === undefined) {
    const reading = derive(form, tokens);
    if (!reading.ok) return reading;
    derivation = reading.value;
    if (derivations.size < mostShapes) derivations.set(shape, derivation);
  }
  return { ok: true, value: apply(derivation, tokens) as LineForms[F] };
}

function shapeOf(form: LineForm, tokens: readonly Token[]): string {
  let shape: string = form;
  for (const { type, text } of tokens) shape += keywords.has(text) ? ` '${text}` : ` ${type}`;
  return shape;
}
