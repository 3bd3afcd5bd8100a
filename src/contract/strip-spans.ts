/** A syntax tree without its places, to compare what two texts mean or to show one. */
export type WithoutSpans<T> = T extends readonly (infer Item)[]
  ? readonly WithoutSpans<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as Key extends 'span' ? never : Key]: WithoutSpans<T[Key]> }
    : T;

/** A copy of any part of a contract with every `span` left out. */
export function stripSpans<T>(node: T): WithoutSpans<T> {
  return strip(node) as WithoutSpans<T>;
}

function strip(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strip);
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.entries(node).filter(([key]) => key !== 'span');
  return Object.fromEntries(members.map(([key, value]: [string, unknown]) => [key, strip(value)]));
}
