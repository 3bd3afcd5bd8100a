import { builtinTypes, type BuiltinType, type Field, type TypeDeclaration, type TypeReference } from './ast.ts';
import { boundsText } from './type-text.ts';

/** A type with its names resolved, so that types of different contracts can be compared. */
export type ValueType =
  | { readonly kind: 'builtin'; readonly name: BuiltinType }
  | RecordType
  | ListType
  /** Named wrongly (reported where it is named), or not knowable: fits everything. */
  | { readonly kind: 'any' };

/** A type declared under `types:`. Its fields may lead back to itself. */
export interface RecordType {
  readonly kind: 'record';
  readonly name: string;
  readonly fields: ReadonlyMap<string, FieldType>;
}

/** Bounds are element counts, both inclusive; `max` is Infinity where none is given. */
export interface ListType {
  readonly kind: 'list';
  readonly element: ValueType;
  readonly min: number;
  readonly max: number;
}

export interface FieldType {
  readonly type: ValueType;
  /** The receiver may be given nothing: written `?` or with a default. */
  readonly optional: boolean;
  /** A value may be missing when it is read: written `?` without a default, which would fill it. */
  readonly mayBeAbsent: boolean;
}

export type FieldTypes = ReadonlyMap<string, FieldType>;

/** Types declared in one contract, by name. */
export type TypeTable = ReadonlyMap<string, RecordType>;

export const anyType: ValueType = { kind: 'any' };

const builtins = new Map<string, ValueType>(builtinTypes.map((name) => [name, { kind: 'builtin', name }]));

export function builtin(name: BuiltinType): ValueType {
  return builtins.get(name) ?? anyType;
}

export function listOf(element: ValueType, min = 0, max = Number.POSITIVE_INFINITY): ListType {
  return { kind: 'list', element, min, max };
}

export function isBuiltinName(name: string): name is BuiltinType {
  return builtins.has(name);
}

/** The types a contract declares; of two with one name, the first. */
export function typeTable(declarations: readonly TypeDeclaration[]): TypeTable {
  const fieldsOf = new Map<string, Map<string, FieldType>>();
  const table = new Map<string, RecordType>();
  const first = declarations.filter(({ name }) => {
    if (table.has(name.text)) return false;
    const fields = new Map<string, FieldType>();
    fieldsOf.set(name.text, fields);
    table.set(name.text, { kind: 'record', name: name.text, fields });
    return true;
  });
  // Fields are filled in once every name exists, so that types may mention each other.
  for (const { name, fields } of first) {
    for (const [key, field] of fieldTypes(fields, table)) fieldsOf.get(name.text)?.set(key, field);
  }
  return table;
}

export function resolveType(type: TypeReference, table: TypeTable): ValueType {
  const base = builtins.get(type.base.text) ?? table.get(type.base.text) ?? anyType;
  return type.list === undefined ? base : listOf(base, type.list.min, type.list.max);
}

export function fieldTypes(fields: readonly Field[], table: TypeTable): FieldTypes {
  const types = new Map<string, FieldType>();
  for (const field of fields) {
    if (types.has(field.name.text)) continue;
    types.set(field.name.text, {
      type: resolveType(field.type, table),
      optional: field.type.optional || field.default !== undefined,
      mayBeAbsent: field.type.optional && field.default === undefined,
    });
  }
  return types;
}

/** A type as a contract would write it: `string[3..]`. */
export function valueTypeText(type: ValueType): string {
  switch (type.kind) {
    case 'any':
      return 'any type';
    case 'list':
      return `${valueTypeText(type.element)}[${boundsText(
        type.min === 0 ? undefined : type.min,
        type.max === Number.POSITIVE_INFINITY ? undefined : type.max,
      )}]`;
    default:
      return type.name;
  }
}
