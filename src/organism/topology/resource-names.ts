import type { Argument, Expression, Resource } from '../../contract/ast.ts';
import { evaluate, type Bindings } from '../../contract/evaluate.ts';

/** Resource names, each with the name of what it stands for on the host: its `name` property, by default the same. */
export type ResourceNames = ReadonlyMap<string, string>;

export function resourceNames(resources: readonly Resource[], bindings: Bindings): ResourceNames {
  return new Map(
    resources.map(({ name, properties }) => {
      const given = properties.find((property) => property.name.text === 'name');
      const value = given === undefined ? name.text : evaluate(given.value, bindings);
      return [name.text, typeof value === 'string' ? value : name.text];
    }),
  );
}

/** A resource's properties with the bare words that name resources replaced: `storage`, `storage.100`, `storage.{vlan}`. */
export function resolveProperties(properties: readonly Argument[], names: ResourceNames): readonly Argument[] {
  return properties.map((property) =>
    property.name.text === 'name' ? property : { ...property, value: resolve(property.value, names) },
  );
}

function resolve(value: Expression, names: ResourceNames): Expression {
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => resolve(item, names)) };
  if (value.kind === 'string') return value.bare ? { ...value, value: resolveText(value.value, names) } : value;
  if (value.kind !== 'template') return value;
  const [first, ...rest] = value.parts;
  if (first === undefined || !('text' in first)) return value;
  return { ...value, parts: [{ ...first, text: resolveText(first.text, names) }, ...rest] };
}

function resolveText(text: string, names: ResourceNames): string {
  const [word = '', ...rest] = text.split('.');
  const name = names.get(word);
  return name === undefined ? text : [name, ...rest].join('.');
}
