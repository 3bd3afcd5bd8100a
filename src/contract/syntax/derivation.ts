import type nearley from 'nearley';
import { rules } from '../grammar.generated.ts';
import { LineGrammar, type Reading, type Terminable } from './earley.ts';
import type { LineForm } from './line-forms.ts';

/**
 * How a line is made up, apart from its words: a production with, for each of its symbols, a derivation or the index of a
 * token. Lines whose tokens are of the same types have the same derivation.
 */
export interface Derivation {
  readonly build: (children: readonly unknown[]) => unknown;
  readonly children: readonly (Derivation | number)[];
}

interface IndexedToken extends Terminable {
  readonly index: number;
}

const grammar = new LineGrammar(rules.map((rule) => ({ ...rule, postprocess: derivationOf(rule) })));

function derivationOf({ postprocess }: nearley.ParserRule): nearley.Postprocessor {
  const build = postprocess as Derivation['build'] | undefined;
  return (data: readonly (Derivation | IndexedToken)[]): Derivation => ({
    build: build ?? ((children) => children),
    children: data.map((child) => ('index' in child ? child.index : child)),
  });
}

export function derive(form: LineForm, tokens: readonly Terminable[]): Reading<Derivation> {
  const indexed = tokens.map(({ type, text }, index): IndexedToken => ({ type, text, index }));
  return grammar.read(form, indexed) as Reading<Derivation>;
}

/** What the productions make of a line's own tokens. Recursion is as deep as the line has tokens, at most. */
export function apply({ build, children }: Derivation, tokens: readonly unknown[]): unknown {
  return build(children.map((child) => (typeof child === 'number' ? tokens[child] : apply(child, tokens))));
}
