import { rules } from '../grammar.generated.ts';
import { apply, derive, type Derivation } from './derivation.ts';
import type { Reading } from './earley.ts';
import type { LineForm, LineForms } from './line-forms.ts';
import type { Token } from './token.ts';

/** Contracts have few shapes of lines; the bounds keep a hostile file from filling the memory of a long-lived process. */
const longestShape = 48;
const mostShapes = 2048;

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
  const shape = tokens.length > longestShape ? undefined : shapeOf(form, tokens);
  const known = shape === undefined ? undefined : derivations.get(shape);
  if (known !== undefined) return { ok: true, value: apply(known, tokens) as LineForms[F] };
  const reading = derive(form, tokens);
  if (!reading.ok) return reading;
  if (shape !== undefined && derivations.size < mostShapes) derivations.set(shape, reading.value);
  return { ok: true, value: apply(reading.value, tokens) as LineForms[F] };
}

function shapeOf(form: LineForm, tokens: readonly Token[]): string {
  let shape: string = form;
  for (const { type, text } of tokens) shape += keywords.has(text) ? ` '${text}` : ` ${type}`;
  return shape;
}
