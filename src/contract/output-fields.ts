import type { ExecutableContract } from './contract-set.ts';
import { builtin, fieldTypes, typeTable, type FieldTypes } from './value-type.ts';

const always = { optional: false, mayBeAbsent: false };

/**
 * What running a pathway gives, whatever its steps are: `success`, every step did what its contract asks; `healthy`, every
 * diagnostic among its steps and in its `verify` reported healthy (true where there is none).
 */
export const pathwayOutputFields: FieldTypes = new Map([
  ['success', { type: builtin('bool'), ...always }],
  ['healthy', { type: builtin('bool'), ...always }],
]);

/** The fields a later step may read: a gene's `gives`, or a pathway's `success` and `healthy`. */
export function outputFields(contract: ExecutableContract): FieldTypes {
  return contract.kind === 'pathway' ? pathwayOutputFields : fieldTypes(contract.gives, typeTable(contract.types));
}

/** The fields a caller fills. */
export function inputFields(contract: Pick<ExecutableContract, 'takes' | 'types'>): FieldTypes {
  return fieldTypes(contract.takes, typeTable(contract.types));
}
