import type { BuiltinType, Contract, Field, Span } from './ast.ts';
import type { ExecutableContract } from './contract-set.ts';
import { fieldTypes, typeTable, type FieldTypes } from './value-type.ts';

const nowhere = { offset: 0, line: 1, column: 1 };
const span: Span = { start: nowhere, end: nowhere };

/** A field no file declares. */
function impliedField(name: string, base: BuiltinType, optional: boolean, description: string): Field {
  const type = { span, base: { span, text: base }, list: undefined, optional };
  return { span, name: { span, text: name }, type, description, default: undefined };
}

const pathwayGives: readonly Field[] = [
  impliedField('success', 'bool', false, 'Every step did what its contract asks'),
  impliedField('healthy', 'bool', false, 'Every diagnostic among the steps reported healthy; true where there is none'),
];

const error = impliedField('error', 'string', true, 'What went wrong');
const refusal = impliedField('refusal', 'string', true, 'The declared refusal that was met');

/**
 * What running a contract gives: a gene's `gives`; for a pathway, whatever its steps are, `success` and `healthy`.
 */
export function givenFields(contract: ExecutableContract): readonly Field[] {
  return contract.kind === 'pathway' ? pathwayGives : contract.gives;
}

/** What is looked at in an output with `success: false`: of the given fields `success` and `error`, and `refusal`. */
export function failureFields(gives: readonly Field[]): readonly Field[] {
  const declared = gives.filter(({ name }) => name.text === 'success' || name.text === 'error');
  return declared.some(({ name }) => name.text === 'error') ? [...declared, refusal] : [...declared, error, refusal];
}

/** The fields a later step may read. */
export function outputFields(contract: ExecutableContract): FieldTypes {
  return remembered(outputs, contract, () => fieldTypes(givenFields(contract), typeTable(contract.types)));
}

/** The fields a caller fills. */
export function inputFields(contract: Pick<Contract, 'takes' | 'types'>): FieldTypes {
  return remembered(inputs, contract, () => fieldTypes(contract.takes, typeTable(contract.types)));
}

// Contracts never change, and every call and example of one asks for its fields again.
const outputs = new WeakMap<object, FieldTypes>();
const inputs = new WeakMap<object, FieldTypes>();

function remembered(memory: WeakMap<object, FieldTypes>, contract: object, make: () => FieldTypes): FieldTypes {
  const known = memory.get(contract);
  if (known !== undefined) return known;
  const made = make();
  memory.set(contract, made);
  return made;
}
