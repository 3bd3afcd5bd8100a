import type { Argument, Name, Resource } from '../ast.ts';
import { entriesOf, firstCode, type Entry } from './block.ts';
import type { Faults } from './faults.ts';
import { readAs, readLeaf } from './read-entry.ts';
import { uniqueByName } from './read-fields.ts';
import { tokenise } from './tokenise.ts';
import { present } from './unique.ts';

/** The end state a topology declares: resources with a kind and properties. */
export function readResources(section: Entry, faults: Faults): readonly Resource[] {
  const resources = entriesOf(section.body, faults).map((entry) => readResource(entry, faults));
  return uniqueByName(present(resources), 'duplicate-resource', faults);
}

function readResource(entry: Entry, faults: Faults): Resource | undefined {
  const name = readAs('heading', tokenise(entry.head, faults), faults);
  const lines = entriesOf(entry.body, faults);
  const kinds = present(lines.filter(isKind).map((line) => readLeaf('resourceKind', line, faults)));
  const properties = present(lines.filter((line) => !isKind(line)).map((line) => readProperty(line, faults)));
  const [kind, second] = kinds;
  if (name === undefined) return undefined;
  if (second !== undefined)
    faults.report('duplicate-section', second.span, `\`${name.text}\` is \`${kind?.text ?? ''}\` already.`);
  if (kind === undefined) {
    if (!lines.some(isKind)) reportNoKind(name, entry, faults);
    return undefined;
  }
  const unique = uniqueByName(properties, 'duplicate-argument', faults);
  return { name, is: kind, properties: unique, span: { start: name.span.start, end: lastEnd(kind, unique) } };
}

function isKind({ head }: Entry): boolean {
  return /^is\b/.test(head.text.slice(head.margin));
}

function readProperty(entry: Entry, faults: Faults): Argument | undefined {
  return readLeaf('property', entry, faults);
}

function reportNoKind(name: Name, entry: Entry, faults: Faults): void {
  const empty = firstCode(entry.body) === undefined;
  const message = empty ? `\`${name.text}\` has nothing below it.` : `\`${name.text}\` does not say what it is.`;
  faults.report(empty ? 'missing-body' : 'missing-kind', name.span, message, { expected: 'a line like `is bridge`' });
}

function lastEnd(kind: Name, properties: readonly Argument[]): Name['span']['end'] {
  const end = properties.at(-1)?.span.end;
  return end !== undefined && end.offset > kind.span.end.offset ? end : kind.span.end;
}
