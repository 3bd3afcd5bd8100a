import type { Field } from '../../contract/ast.ts';

/** What a parameter's declaration says about its values. */
export interface FieldHints {
  /** What the name suggests a text is; the examples know better where they say anything. */
  readonly nature: 'device' | 'mac' | 'ip' | 'word';
  /** Words the description lists: `enabled, disabled, or empty`. */
  readonly words: readonly string[];
  /** `2 to 30` in the description. */
  readonly range: { readonly least: number; readonly most: number } | undefined;
}

export function fieldHints(field: Field): FieldHints {
  const description = field.description ?? '';
  const words = listedWords(description);
  return { nature: natureOf(field.name.text, words), words, range: rangeIn(description) };
}

const natures: readonly (readonly [FieldHints['nature'], RegExp])[] = [
  ['mac', /(^|_)(mac|hwaddr|lladdr)(_|$)/],
  ['ip', /(^|_)(target|gateway|ip|address|host|via)(_|$)/],
  ['device', /(^|_)(bridge|bond|vlan|device|nic|link|interface|member|port|parent|uplink|source|name|replaces)s?(_|$)/],
];

function natureOf(name: string, words: readonly string[]): FieldHints['nature'] {
  const nature = natures.find(([, pattern]) => pattern.test(name))?.[0];
  if (nature !== undefined) return nature;
  return words.length > 0 ? 'word' : 'device';
}

/** Words in an enumeration such as `a, b or c`; `empty` stands for the empty text. */
function listedWords(description: string): readonly string[] {
  const lists = description.match(/[\w.-]+(?:, [\w.-]+)*,? or [\w.-]+/g) ?? [];
  const words = lists.flatMap((list) => list.split(/,? or |, /));
  return [...new Set(words)].map((word) => (word === 'empty' ? '' : word));
}

function rangeIn(description: string): FieldHints['range'] {
  const found = /(-?\d{1,9}) to (-?\d{1,9})/.exec(description);
  return found === null ? undefined : { least: Number(found[1]), most: Number(found[2]) };
}
