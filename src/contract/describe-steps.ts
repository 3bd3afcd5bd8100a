import type { JsonObject } from '../model/json.ts';
import type { Call, Step } from './ast.ts';
import { describeArguments, describeExpression, describeReference } from './describe-expression.ts';
import { literalValue } from './literal-value.ts';

/** The steps of a pathway as JSON, each with its `number`, `kind` and calls. */
export function describeSteps(steps: readonly Step[]): readonly JsonObject[] {
  return steps.map(describeStep);
}

function describeStep(step: Step): JsonObject {
  const { number, kind } = step;
  switch (kind) {
    case 'call':
      return { number, kind, ...describeCall(step.call) };
    case 'for':
      return {
        number,
        kind,
        variable: step.variable.text,
        over: describeExpression(step.over, 'text'),
        body: step.body.map(describeCall),
      };
    case 'when':
      return {
        number,
        kind,
        subject: describeReference(step.subject),
        branches: step.branches.map((branch) => ({ value: literalValue(branch.value), ...describeCall(branch.call) })),
      };
  }
}

function describeCall(call: Call): JsonObject {
  return { target: call.target.text, arguments: describeArguments(call.arguments) };
}
