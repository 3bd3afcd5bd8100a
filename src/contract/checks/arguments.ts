import type { Argument } from '../ast.ts';
import { suggest } from '../suggest.ts';
import { anyType, valueTypeText, type FieldTypes } from '../value-type.ts';
import type { CheckContext, Place } from './check-context.ts';
import type { Scope } from './references.ts';
import { checkValue } from './values.ts';

/** What arguments are given to. */
export interface Receiver {
  /** `bond_create`. */
  readonly name: string;
  readonly fields: FieldTypes;
  /** Where missing arguments are reported. */
  readonly place: Place;
  /** How a field is called there. */
  readonly noun: 'argument' | 'property';
  /** Fields that may be left out besides the optional ones. */
  readonly filled?: ReadonlySet<string>;
}

/** Arguments against what their receiver takes: none unknown, none of another type, none missing. */
export function checkArguments(
  args: readonly Argument[],
  receiver: Receiver,
  scope: Scope,
  context: CheckContext,
): void {
  const misspelt = checkGivenArguments(args, receiver, scope, context);
  const given = new Set([...args.map(({ name }) => name.text), ...misspelt, ...(receiver.filled ?? [])]);
  const missing = [...receiver.fields].filter(([name, field]) => !field.optional && !given.has(name));
  if (missing.length === 0) return;
  context.report(
    receiver.noun === 'argument' ? 'missing-argument' : 'missing-property',
    receiver.place,
    `${receiver.name} needs ${missing.map(([name]) => name).join(', ')}.`,
    { expected: missing.map(([name, { type }]) => `${name} (${valueTypeText(type)})`).join(', ') },
  );
}

/**
 * Arguments that may be some of the receiver's fields or none: unknown ones and those of another type are reported.
 * @returns fields that an unknown argument was probably meant for, which are therefore not missing as well
 */
export function checkGivenArguments(
  args: readonly Argument[],
  { name, fields, noun }: Pick<Receiver, 'name' | 'fields' | 'noun'>,
  scope: Scope,
  context: CheckContext,
): ReadonlySet<string> {
  const misspelt = new Set<string>();
  const free = [...fields.keys()].filter((field) => !args.some((argument) => argument.name.text === field));
  for (const argument of args) {
    const field = fields.get(argument.name.text);
    if (field !== undefined) {
      checkValue(argument.value, { ...field, name: `${argument.name.text} of ${name}` }, scope, context);
      continue;
    }
    const suggestion = suggest(argument.name.text, free);
    if (suggestion !== undefined) misspelt.add(suggestion);
    context.report(
      noun === 'argument' ? 'unknown-argument' : 'unknown-property',
      argument.name,
      `${name} has no ${noun} ${argument.name.text}.`,
      { expected: free.length === 0 ? `no further ${noun}` : `one of ${free.join(', ')}`, suggestion },
    );
    checkReferences([argument], scope, context);
  }
  return misspelt;
}

/** Arguments nobody is known to take: what they refer to must be there all the same. */
export function checkReferences(args: readonly Argument[], scope: Scope, context: CheckContext): void {
  for (const { name, value } of args) {
    checkValue(value, { name: name.text, type: anyType, optional: true }, scope, context);
  }
}
