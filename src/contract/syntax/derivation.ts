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

interface Frame {
  readonly derivation: Derivation;
  readonly values: unknown[];
}

/**
 * What the productions make of a line's own tokens, innermost first. The stack is explicit: a list of a hundred thousand
 * elements is a derivation as deep.
 */
export function apply(root: Derivation, tokens: readonly unknown[]): unknown {
  const frames: Frame[] = [{ derivation: root, values: [] }];
  for (;;) {
    const { derivation, values } = frames[frames.length - 1] as Frame;
    const child = derivation.children[values.length];
    if (typeof child === 'number') values.push(tokens[child]);
    else if (child !== undefined) frames.push({ derivation: child, values: [] });
    else {
      const value = derivation.build(values);
      frames.pop();
      const parent = frames.at(-1);
      if (parent === undefined) return value;
      parent.values.push(value);
    }
  }
}
