import type { Expression, TopologyContract } from './ast.ts';

/**
 * The resources each resource of a topology must wait for, by name: those its properties mention as bare words, alone
 * or before a dot (`storage`, `storage.100`, `storage.{vlan}`). Its own name is not a dependency.
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
  if (value.kind === 'list') return value.items.flatMap(bareWords);
  const [word = ''] = bareStart(value).split('.', 1);
  return word === '' ? [] : [{ word, value }];
}

function bareStart(value: Expression): string {
  if (value.kind === 'string') return value.bare ? value.value : '';
  const first = value.kind === 'template' ? value.parts[0] : undefined;
  return first !== undefined && 'text' in first ? first.text : '';
}
