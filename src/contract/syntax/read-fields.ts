import type { Field, Name, TypeDeclaration } from '../ast.ts';
import { entriesOf, firstCode, type Entry, type Range } from './block.ts';
import type { Faults } from './faults.ts';
import { readAs, readLeaf } from './read-entry.ts';
import { tokenise } from './tokenise.ts';
import { present, unique } from './unique.ts';

/** The fields of `takes:`, `gives:` or one type. */
export function readFields(range: Range, faults: Faults): readonly Field[] {
  const fields = present(entriesOf(range, faults).map((entry) => readField(entry, faults)));
  return uniqueByName(fields, 'duplicate-field', faults);
}

export function readTypes(entry: Entry, faults: Faults): readonly TypeDeclaration[] {
  const types = entriesOf(entry.body, faults).map((item): TypeDeclaration | undefined => {
    const name = readAs('heading', tokenise(item.head, faults), faults);
    const fields = readFields(item.body, faults);
    if (name === undefined) return undefined;
    if (firstCode(item.body) === undefined) {
      faults.report('missing-body', name.span, `The type \`${name.text}\` has no fields.`, {
        expected: 'its fields, indented',
      });
    }
    return { name, fields, span: { start: name.span.start, end: (fields.at(-1) ?? name).span.end } };
  });
  return uniqueByName(present(types), 'duplicate-type', faults);
}

/** The first of each name; the others are reported. */
export function uniqueByName<T extends { readonly name: Name }>(
  items: readonly T[],
  code: 'duplicate-field' | 'duplicate-type' | 'duplicate-argument' | 'duplicate-connection' | 'duplicate-resource',
  faults: Faults,
): readonly T[] {
  return unique(
    items,
    ({ name }) => name.text,
    ({ name }, first) => {
      faults.report(code, name.span, `\`${name.text}\` stands in line ${first.name.span.start.line} already.`);
    },
  );
}

function readField(entry: Entry, faults: Faults): Field | undefined {
  const read = readLeaf('field', entry, faults, { at: 2, words: ['default'] });
  if (read === undefined) return undefined;
  const { field, extra } = read;
  if (extra !== undefined) {
    faults.report(
      'duplicate-default',
      extra.span,
      `\`${field.name.text}\` has a default before its description already.`,
    );
  }
  const { list, span } = field.type;
  if (list?.min !== undefined && (list.min < 0 || list.min > (list.max ?? list.min))) {
    const expected = 'bounds that are not negative, the smaller first';
    faults.report('invalid-bounds', span, 'No list can have this many elements.', { expected });
  }
  return field;
}
