import type * as z from 'zod/mini';
import type { Json, JsonObject } from '../model/json.ts';
import type { Contract, Field } from './ast.ts';
import type { ExecutableContract } from './contract-set.ts';
import { jsonFaults } from './json-faults.ts';
import { failureFields, givenFields } from './output-fields.ts';
import { issuesOf, mostIssues } from './schema-issues.ts';
import type { ValidationIssue } from './validation-issue.ts';
import { fieldsSchema } from './value-schema.ts';
import { fieldTypes, typeTable, type FieldTypes } from './value-type.ts';

export type Validated =
  | { readonly ok: true; readonly value: JsonObject }
  /** Everything that is wrong, in the order of the declaration; at most 100. */
  | { readonly ok: false; readonly issues: readonly ValidationIssue[] };

/** Decides about untrusted values. Never throws for what it is given. */
export interface Validator {
  validate(value: unknown): Validated;
}

/**
 * The validator of a contract's `takes`: defaults are filled in as typed values; unknown fields, null for an absent value
 * and anything that would need converting are refused. Costs a schema: keep it per contract.
 */
export function inputValidator(contract: Contract): Validator {
  return validatorOf(contract.takes, contract, true);
}

/**
 * The validator of what an allele returns. With `success: false` only `success`, `error` and `refusal` are looked at, and
 * only they are in the value; otherwise every required field must be there with its type, and nothing else. A pathway's
 * fused allele gives `success` and `healthy`. Costs two schemas: keep it per contract.
 */
export function outputValidator(contract: ExecutableContract): Validator {
  const gives = givenFields(contract);
  const whole = validatorOf(gives, contract, false);
  if (!gives.some((field) => field.name.text === 'success')) return whole;
  const failure = validatorOf(failureFields(gives), contract, false);
  return {
    validate: (value) => (saysFailure(value) ? failure.validate(lookedAt(value)) : whole.validate(value)),
  };
}

function validatorOf(fields: readonly Field[], contract: Pick<Contract, 'types'>, defaults: boolean): Validator {
  const schema = fieldsSchema(fields, contract.types, defaults);
  const types = fieldTypes(fields, typeTable(contract.types));
  return { validate: (value) => validate(value, schema, types) };
}

function validate(value: unknown, schema: z.ZodMiniType, types: FieldTypes): Validated {
  const faults = jsonFaults(value);
  // Recursion of the schema would not be bounded.
  if (faults.some((fault) => fault.code === 'too-deep')) return { ok: false, issues: faults.slice(-1) };
  const result = schema.safeParse(value);
  if (result.success && faults.length === 0) return { ok: true, value: result.data as JsonObject };
  const all = merged(result.success ? [] : issuesOf(result.error.issues, value, types), faults);
  return { ok: false, issues: all.slice(0, mostIssues) };
}

/**
 * Both lists without saying one thing twice: below a place that is not JSON the schema only echoes it, and where both
 * complain of the same place the schema names the type it expected.
 */
function merged(issues: readonly ValidationIssue[], faults: readonly ValidationIssue[]): readonly ValidationIssue[] {
  const told = issues.filter(({ path }) => !faults.some((fault) => isBelow(path, fault.path)));
  const places = new Set(told.map(({ path }) => path));
  return [...told, ...faults.filter(({ path }) => !places.has(path))];
}

function isBelow(path: string, ancestor: string): boolean {
  if (ancestor === '') return path !== '';
  return path.startsWith(ancestor) && /^[.[]/.test(path.slice(ancestor.length));
}

function saysFailure(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, 'success') &&
    (value as JsonObject)['success'] === false
  );
}

function lookedAt(value: JsonObject): JsonObject {
  const picked: Record<string, Json> = {};
  for (const key of ['success', 'error', 'refusal']) {
    const member = Object.hasOwn(value, key) ? value[key] : undefined;
    if (member !== undefined) picked[key] = member;
  }
  return picked;
}
