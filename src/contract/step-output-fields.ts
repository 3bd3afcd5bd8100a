import type { Step, WhenStep } from './ast.ts';
import type { ExecutableContract } from './contract-set.ts';
import { outputFields } from './output-fields.ts';
import { stepCalls } from './step-calls.ts';
import { fit } from './type-compatibility.ts';
import { listOf, type FieldType, type FieldTypes } from './value-type.ts';

/**
 * What later steps may read of a step.
 * - A call: what its target gives (a pathway gives `success` and `healthy`).
 * - `for`: for every field of the body's last target the list of its values, one for each turn.
 * - `when`: the fields that every branch's target gives with the same type; they may be absent unless the branches are
 *   both `true` and `false`, since a value without a branch runs nothing.
 * @param contractOf the contract of a target
 * @returns undefined when the contract of a target that matters is not known
 */
export function stepOutputFields(
  step: Step,
  contractOf: (target: string) => ExecutableContract | undefined,
): FieldTypes | undefined {
  const contracts = stepCalls(step).map((call) => contractOf(call.target.text));
  const last = contracts.at(-1);
  if (step.kind === 'when') return contracts.includes(undefined) ? undefined : branchFields(step, contracts);
  if (last === undefined) return undefined;
  return step.kind === 'for' ? asLists(outputFields(last)) : outputFields(last);
}

function asLists(fields: FieldTypes): FieldTypes {
  return new Map([...fields].map(([name, field]) => [name, { ...field, type: listOf(field.type) }]));
}

function branchFields(step: WhenStep, contracts: readonly (ExecutableContract | undefined)[]): FieldTypes {
  const [first, ...others] = contracts.flatMap((contract) => (contract === undefined ? [] : [outputFields(contract)]));
  const common = new Map<string, FieldType>();
  for (const [name, field] of first ?? []) {
    const same = others.map((fields) => fields.get(name));
    if (!same.every((other) => other !== undefined && isSame(field, other))) continue;
    const mayBeAbsent = !coversBool(step) || [field, ...same].some((each) => each?.mayBeAbsent === true);
    common.set(name, { ...field, mayBeAbsent });
  }
  return common;
}

function isSame(a: FieldType, b: FieldType): boolean {
  return fit(a.type, b.type) === 'yes' && fit(b.type, a.type) === 'yes';
}

function coversBool({ branches }: WhenStep): boolean {
  const values = branches.map(({ value }) => (value.kind === 'bool' ? value.value : undefined));
  return values.includes(true) && values.includes(false);
}
