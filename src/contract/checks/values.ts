import type { Expression, Reference } from '../ast.ts';
import { fit } from '../type-compatibility.ts';
import { builtin, valueTypeText, type FieldType, type ListType, type ValueType } from '../value-type.ts';
import type { CheckContext } from './check-context.ts';
import { foundText } from './found-text.ts';
import { referenceType, type Scope } from './references.ts';

/** Where a value goes, in the words of a message: `bond_name of bond_create`. */
export interface Target {
  readonly name: string;
  readonly type: ValueType;
  /** Nothing may arrive there. */
  readonly optional: boolean;
}

/** Whether an expression gives values of the target's type. Reports the innermost fault, once. */
export function checkValue(value: Expression, target: Target, scope: Scope, context: CheckContext): void {
  switch (value.kind) {
    case 'parameter':
    case 'step':
      checkReference(value, target, scope, context);
      return;
    case 'list':
      checkList(value, target, scope, context);
      return;
    case 'template':
      checkTemplate(value, target, scope, context);
      return;
    default:
      if (fit(constantType(value, target), target.type) !== 'yes') reportType(value, target, foundText(value), context);
  }
}

type Constant = Exclude<Expression, Reference | { readonly kind: 'list' | 'template' }>;

/** A duration is a number of seconds: whole ones are an int. */
function constantType(value: Constant, target: Target): ValueType {
  if (value.kind !== 'duration') return builtin(value.kind);
  const isNumber = target.type.kind === 'builtin' && (target.type.name === 'int' || target.type.name === 'float');
  return isNumber && Number.isInteger(value.seconds) ? builtin('int') : builtin('float');
}

function checkReference(reference: Reference, target: Target, scope: Scope, context: CheckContext): void {
  const found = referenceType(reference, scope, context);
  if (found === undefined) return;
  const fits = fit(found.type, target.type);
  const described = foundText(reference, found.type);
  if (fits === 'no') {
    if (isTooShortOrLong(found.type, target.type)) reportBounds(reference, target, described, context);
    else reportType(reference, target, described, context);
  } else if (found.mayBeAbsent && !target.optional) {
    context.report('may-be-absent', reference, `${target.name} is required, and ${described} may be absent.`, {
      expected: 'a value that is always there: a default, or a type without `?`',
    });
  } else if (fits === 'maybe' && reference.kind === 'parameter') {
    // Bounds of a parameter can be declared, so that a wrong input is refused before anything runs; a step's cannot.
    reportBounds(reference, target, described, context);
  }
}

function isTooShortOrLong(found: ValueType, target: ValueType): boolean {
  return found.kind === 'list' && target.kind === 'list' && fit(found.element, target.element) !== 'no';
}

function checkList(
  list: Extract<Expression, { kind: 'list' }>,
  target: Target,
  scope: Scope,
  context: CheckContext,
): void {
  const { type } = target;
  if (type.kind !== 'list' && type.kind !== 'any') {
    reportType(list, target, foundText(list), context);
    return;
  }
  const element = type.kind === 'list' ? type.element : type;
  for (const item of list.items) {
    checkValue(item, { name: `an element of ${target.name}`, type: element, optional: false }, scope, context);
  }
  if (type.kind === 'list' && !isWithin(list.items.length, type)) reportBounds(list, target, foundText(list), context);
}

function isWithin(count: number, { min, max }: ListType): boolean {
  return count >= min && count <= max;
}

function checkTemplate(
  template: Extract<Expression, { kind: 'template' }>,
  target: Target,
  scope: Scope,
  context: CheckContext,
): void {
  if (fit(builtin('string'), target.type) !== 'yes') {
    reportType(template, target, foundText(template), context);
    return;
  }
  for (const part of template.parts) {
    if (!('text' in part)) checkTextPart(part, referenceType(part, scope, context), context);
  }
}

/** Inside a name only what reads as text can stand. */
function checkTextPart(part: Reference, found: FieldType | undefined, { report }: CheckContext): void {
  if (found === undefined || found.type.kind === 'any') return;
  const described = foundText(part, found.type);
  if (found.type.kind !== 'builtin' || found.type.name === 'object') {
    report('wrong-type', part, `Only text, numbers and bools can stand inside a name, not ${described}.`, {
      expected: 'string, int, float or bool',
    });
  } else if (found.mayBeAbsent) {
    report('may-be-absent', part, `The name needs ${described}, which may be absent.`, {
      expected: 'a value that is always there: a default, or a type without `?`',
    });
  }
}

/**
 * The type of what a loop goes over or a branch is chosen by; undefined when a fault has been reported. A written list has
 * the type of its first element, which the others must fit.
 */
export function expressionType(value: Expression, scope: Scope, context: CheckContext): FieldType | undefined {
  switch (value.kind) {
    case 'parameter':
    case 'step':
      return referenceType(value, scope, context);
    case 'list':
      return listType(value, scope, context);
    case 'template':
      return always(builtin('string'));
    default:
      return always(value.kind === 'duration' ? builtin('float') : builtin(value.kind));
  }
}

function listType(
  list: Extract<Expression, { kind: 'list' }>,
  scope: Scope,
  context: CheckContext,
): FieldType | undefined {
  const [first] = list.items;
  if (first === undefined) return always({ kind: 'list', element: { kind: 'any' }, min: 0, max: 0 });
  const head = expressionType(first, scope, context);
  if (head === undefined) return undefined;
  const isMixedNumbers = list.items.some((item) => item.kind === 'float' || item.kind === 'duration');
  const element = isMixedNumbers && valueTypeText(head.type) === 'int' ? builtin('float') : head.type;
  const target = { name: 'the list', type: element, optional: false };
  for (const item of list.items.slice(1)) checkValue(item, target, scope, context);
  return always({ kind: 'list', element, min: list.items.length, max: list.items.length });
}

function always(type: ValueType): FieldType {
  return { type, optional: false, mayBeAbsent: false };
}

function reportType(value: Expression, target: Target, found: string, { report }: CheckContext): void {
  const expected = valueTypeText(target.type);
  report('wrong-type', value, `Expected ${expected} for ${target.name}, found ${found}.`, { expected });
}

function reportBounds(value: Expression, target: Target, found: string, { report }: CheckContext): void {
  const expected = valueTypeText(target.type);
  report('out-of-bounds', value, `Expected ${expected} for ${target.name}, found ${found}.`, { expected });
}
