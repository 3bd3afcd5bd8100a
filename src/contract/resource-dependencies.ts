import type { Expression, TopologyContract } from './ast.ts';

/**
 * The resources each resource of a topology must wait for, by name: those its properties mention as bare words or at the
 * start of a composed name (`storage.{vlan}`). Its own name is not a dependency.
 */
export function resourceDependencies({ has }: TopologyContract): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Set(has.map(({ name }) => name.text));
  return new Map(
    has.map(({ name, properties }) => {
      const words = properties.flatMap(({ value }) => bareWords(value)).map(({ word }) => word);
      return [name.text, new Set(words.filter((word) => word !== name.text && names.has(word)))];
    }),
  );
}

/** Words in an expression that may name a resource. Quoted text never does. */
export function bareWords(value: Expression): readonly { readonly word: string; readonly value: Expression }[] {
  switch (value.kind) {
    case 'string':
      return value.bare ? [{ word: value.value, value }] : [];
    case 'list':
      return value.items.flatMap(bareWords);
    case 'template': {
      const [first] = value.parts;
      const word = first !== undefined && 'text' in first ? first.text.replace(/\.$/, '') : '';
      return word === '' ? [] : [{ word, value }];
    }
    default:
      return [];
  }
}
