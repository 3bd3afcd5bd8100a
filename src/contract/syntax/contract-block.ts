import type { Name, Prose, Span, TypeDeclaration } from '../ast.ts';
import type { Field } from '../ast.ts';
import type { Entry } from './block.ts';
import type { Faults } from './faults.ts';
import type { HeaderLine, LineForm, LineForms } from './line-forms.ts';
import { attributeLine, filled, type Parts } from './part.ts';
import { readAs } from './read-entry.ts';
import { readFields, readTypes } from './read-fields.ts';
import { readProse } from './read-prose.ts';

/** A contract cut into its parts, ready to be read as one kind. */
export interface ContractBlock {
  readonly header: HeaderLine;
  readonly parts: Parts;
  readonly span: Span;
  readonly faults: Faults;
}

/** Reads a section with `read`, or gives `otherwise` when it is not there or empty. */
export function section<T, E>(
  { parts, faults }: ContractBlock,
  name: string,
  read: (entry: Entry, faults: Faults) => T,
  otherwise: E,
): T | E {
  const entry = filled(parts.get(name), faults);
  return entry === undefined ? otherwise : read(entry, faults);
}

/** Reads an attribute's line. */
export function attribute<F extends LineForm>(
  { parts, faults }: ContractBlock,
  name: string,
  form: F,
): LineForms[F] | undefined {
  const line = attributeLine(parts.get(name), faults);
  return line === undefined ? undefined : readAs(form, line, faults);
}

export function fieldsOf(block: ContractBlock, name: 'takes' | 'gives'): readonly Field[] {
  return section(block, name, (entry, faults) => readFields(entry.body, faults), []);
}

/** What contracts of every kind have. */
export interface CommonParts {
  readonly name: Name;
  readonly domain: Name | undefined;
  readonly does: Prose | undefined;
  readonly takes: readonly Field[];
  readonly types: readonly TypeDeclaration[];
  readonly span: Span;
}

export function commonParts(block: ContractBlock): CommonParts {
  return {
    name: block.header.name,
    domain: block.header.domain,
    does: section(block, 'does', readProse, undefined),
    takes: fieldsOf(block, 'takes'),
    types: section(block, 'types', readTypes, []),
    span: block.span,
  };
}
