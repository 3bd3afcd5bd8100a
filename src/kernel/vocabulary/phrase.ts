import type { Capture } from './captures.ts';

/** Words to be written as they are, and placeholders. */
export type Part = string | Capture;

/** The values of a phrase's placeholders by name. */
export type Values<Parts extends readonly Part[]> = {
  readonly [C in Extract<Parts[number], Capture> as C['name']]: C extends Capture<string, infer Value> ? Value : never;
};

/** One kind of line: its form, what it means, and what is done with it. */
export interface Phrase<Does> {
  readonly parts: readonly Part[];
  readonly means: string;
  readonly example: string;
  /** Binds the line's values. They come from this phrase's own placeholders. */
  readonly bind: (values: Readonly<Record<string, unknown>>) => Does;
}

/** Ties a form to what is done with its values; placeholders give the values their types. */
export function phrase<const Parts extends readonly Part[], Does>(
  parts: Parts,
  means: string,
  example: string,
  bind: (values: Values<Parts>) => Does,
): Phrase<Does> {
  return { parts, means, example, bind: (values) => bind(values as Values<Parts>) };
}

/** `interface <device> mac <mac>`. */
export function formOf(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.label)).join(' ');
}
