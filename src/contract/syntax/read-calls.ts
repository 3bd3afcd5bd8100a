import type { Argument } from '../ast.ts';
import { entriesOf, type Range } from './block.ts';
import type { Faults } from './faults.ts';
import { readLeaf } from './read-entry.ts';
import { uniqueByName } from './read-fields.ts';
import { present } from './unique.ts';

/** The arguments of a block, one a line: `name = value`. */
export function readArguments(range: Range, faults: Faults): readonly Argument[] {
  const args = entriesOf(range, faults).map((entry) => readLeaf('argument', entry, faults));
  return uniqueByName(present(args), 'duplicate-argument', faults);
}

/** A call with the arguments below its line added to those on it. */
export function withArguments<C extends { readonly arguments: readonly Argument[]; readonly span: Argument['span'] }>(
  call: C,
  below: Range,
  faults: Faults,
): C {
  const args = uniqueByName([...call.arguments, ...readArguments(below, faults)], 'duplicate-argument', faults);
  const end = args.at(-1)?.span.end;
  const span = end === undefined || end.offset < call.span.end.offset ? call.span : { start: call.span.start, end };
  return { ...call, arguments: args, span };
}
