import type { ParameterReference, Reference, StepReference } from '../ast.ts';
import { referenceText } from '../reference-text.ts';
import { suggest } from '../suggest.ts';
import { anyType, valueTypeText, type FieldType, type FieldTypes } from '../value-type.ts';
import type { CheckContext } from './check-context.ts';

/** What the names in an expression can stand for. */
export interface Scope {
  /** Parameters, and variables of enclosing loops. */
  readonly parameters: FieldTypes;
  /** What the step of that number gives; undefined where there are no steps to refer to. */
  readonly step: ((number: number) => StepFields) | undefined;
}

/** `unknown-target`: the step is there, but what it gives cannot be known; that was reported elsewhere. */
export type StepFields = FieldTypes | 'unknown-step' | 'later-step' | 'unknown-target';

/** The type of what a reference stands for; undefined when a fault has been reported. */
export function referenceType(reference: Reference, scope: Scope, context: CheckContext): FieldType | undefined {
  return reference.kind === 'step' ? stepType(reference, scope, context) : parameterType(reference, scope, context);
}

function parameterType(
  reference: ParameterReference,
  { parameters }: Scope,
  context: CheckContext,
): FieldType | undefined {
  const field = parameters.get(reference.name.text);
  if (field !== undefined) return reference.index === undefined ? field : elementType(reference, field, context);
  context.report('unknown-parameter', reference.name, `There is no parameter ${reference.name.text}.`, {
    expected:
      parameters.size === 0 ? 'no reference: there are no parameters' : `one of ${[...parameters.keys()].join(', ')}`,
    suggestion: suggest(reference.name.text, parameters.keys()),
  });
  return undefined;
}

function elementType(reference: ParameterReference, list: FieldType, { report }: CheckContext): FieldType | undefined {
  const { index = 0 } = reference;
  const text = referenceText(reference);
  if (list.type.kind === 'any') return list;
  if (list.type.kind !== 'list') {
    report(
      'index-on-non-list',
      reference,
      `${text} takes an element of ${valueTypeText(list.type)}, which is no list.`,
      {
        expected: `{${reference.name.text}}`,
      },
    );
    return undefined;
  }
  const { element, min, max } = list.type;
  const type = valueTypeText(list.type);
  if (index >= max) {
    report('index-out-of-bounds', reference, `${text} is never there: elements of ${type} are counted from 0.`, {
      expected: `an index below ${max}`,
    });
    return undefined;
  }
  if (index >= min) {
    report('index-may-be-missing', reference, `${text} is missing from a ${type} of ${min} elements.`, {
      expected: `at least ${index + 1} elements: ${valueTypeText({ ...list.type, min: index + 1 })}`,
    });
  }
  return { type: element, optional: list.optional, mayBeAbsent: list.mayBeAbsent };
}

function stepType(reference: StepReference, { step }: Scope, { report }: CheckContext): FieldType | undefined {
  const text = referenceText(reference);
  if (step === undefined) {
    report('step-reference-not-allowed', reference, `${text} refers to a step, and there are no steps here.`, {
      expected: 'a parameter or a constant',
    });
    return undefined;
  }
  const fields = step(reference.step);
  if (fields === 'unknown-target') return { type: anyType, optional: false, mayBeAbsent: false };
  if (typeof fields === 'string') {
    const why = fields === 'unknown-step' ? 'does not exist' : 'has not run yet';
    report(fields, reference, `Step ${reference.step} ${why}.`, { expected: 'the number of an earlier step' });
    return undefined;
  }
  const field = fields.get(reference.field.text);
  if (field !== undefined) return field;
  report('unknown-step-field', reference.field, `Step ${reference.step} does not give ${reference.field.text}.`, {
    expected: fields.size === 0 ? 'another step' : `one of ${[...fields.keys()].join(', ')}`,
    suggestion: suggest(reference.field.text, fields.keys()),
  });
  return undefined;
}
