import type { Expression, LoopStep, Name, PathwayContract, Step, WhenStep } from '../ast.ts';
import { inputFields } from '../output-fields.ts';
import { stepOutputFields } from '../step-output-fields.ts';
import { anyType, valueTypeText, type FieldTypes, type ValueType } from '../value-type.ts';
import { checkBranchCall, checkCall } from './calls.ts';
import { wholeExecutable, type Check, type CheckContext } from './check-context.ts';
import { foundText } from './found-text.ts';
import { referenceType, type Scope, type StepFields } from './references.ts';
import { checkValue, expressionType } from './values.ts';

/** The steps of a pathway: what they call, what they pass, and what they read of earlier steps. */
export const checkSteps: Check<PathwayContract> = (pathway, context) => {
  const parameters = inputFields(pathway);
  for (const step of pathway.steps) {
    const scope = { parameters, step: stepScope(pathway.steps, step, context) };
    if (step.kind === 'call') checkCall(step.call, scope, context);
    else if (step.kind === 'for') checkLoop(step, scope, context);
    else checkWhen(step, scope, context);
  }
};

/** What may be read of other steps from a place that runs before `current` has ended, or at the very end. */
export function stepScope(
  steps: readonly Step[],
  current: Step | 'end',
  context: CheckContext,
): (number: number) => StepFields {
  const here = current === 'end' ? steps.length : steps.indexOf(current);
  return (number) => {
    const index = steps.findIndex((step) => step.number === number);
    const step = steps[index];
    if (step === undefined) return 'unknown-step';
    if (index >= here) return 'later-step';
    return stepOutputFields(step, (target) => wholeExecutable(context, target)) ?? 'unknown-target';
  };
}

function checkLoop({ variable, over, body }: LoopStep, scope: Scope, context: CheckContext): void {
  const inner = loopScope(variable, over, scope, context);
  for (const call of body) checkCall(call, inner, context);
}

/** The scope inside a loop: its variable stands for one element of what it goes over. */
export function loopScope(variable: Name, over: Expression, scope: Scope, context: CheckContext): Scope {
  if (scope.parameters.has(variable.text)) {
    context.report('shadowed-parameter', variable, `Inside the loop ${variable.text} is no longer the parameter.`, {
      expected: 'a name that is not a parameter',
    });
  }
  const type = elementOf(over, scope, context);
  const parameters: FieldTypes = new Map([
    ...scope.parameters,
    [variable.text, { type, optional: false, mayBeAbsent: false }],
  ]);
  return { ...scope, parameters };
}

function elementOf(over: Expression, scope: Scope, context: CheckContext): ValueType {
  const field = expressionType(over, scope, context);
  if (field === undefined || field.type.kind === 'any') return anyType;
  if (field.type.kind !== 'list') {
    context.report('loop-over-non-list', over, `A loop goes over a list, not over ${foundText(over, field.type)}.`, {
      expected: 'a list',
    });
    return anyType;
  }
  if (field.mayBeAbsent) {
    context.report('may-be-absent', over, `The loop needs ${foundText(over, field.type)}, which may be absent.`, {
      expected: 'a value that is always there: a default, or a type without `?`',
    });
  }
  return field.type.element;
}

function checkWhen({ subject, branches }: WhenStep, scope: Scope, context: CheckContext): void {
  const type = subjectType(subject, scope, context);
  for (const { value, call } of branches) {
    checkValue(value, { name: `a value of ${foundText(subject)}`, type, optional: false }, scope, context);
    checkBranchCall(call, scope, context);
  }
}

function subjectType(subject: WhenStep['subject'], scope: Scope, context: CheckContext): ValueType {
  const field = referenceType(subject, scope, context);
  if (field === undefined || field.type.kind === 'any') return anyType;
  if (field.type.kind !== 'builtin' || field.type.name === 'object') {
    context.report('not-comparable', subject, `A branch cannot be chosen by ${valueTypeText(field.type)}.`, {
      expected: 'a field of type bool, string, int or float',
    });
    return anyType;
  }
  if (field.mayBeAbsent) {
    context.report(
      'may-be-absent',
      subject,
      `The branch is chosen by ${foundText(subject, field.type)}, which may be absent.`,
      {
        expected: 'a field that is always there',
      },
    );
  }
  return field.type;
}
