import * as z from 'zod/mini';
import { InternalError } from '../errors/internal-error.ts';
import type { BuiltinType, Field, TypeDeclaration, TypeReference } from './ast.ts';
import { literalValue } from './literal-value.ts';

type Schema = z.ZodMiniType;

/**
 * Zod schemas of a contract's types: nothing is converted, nothing unknown is let through, an optional field may be absent
 * but not null, and `defaults` says whether declared defaults are filled in.
 */
export function fieldsSchema(fields: readonly Field[], types: readonly TypeDeclaration[], defaults: boolean): Schema {
  return new SchemaBuilder(types).record(fields, defaults);
}

class SchemaBuilder {
  readonly #declarations: ReadonlyMap<string, TypeDeclaration>;
  readonly #records = new Map<string, Schema>();

  constructor(types: readonly TypeDeclaration[]) {
    this.#declarations = new Map(types.map((type) => [type.name.text, type]));
  }

  record(fields: readonly Field[], defaults: boolean): Schema {
    return z.strictObject(Object.fromEntries(fields.map((field) => [field.name.text, this.#field(field, defaults)])));
  }

  #field(field: Field, defaults: boolean): Schema {
    const type = this.#type(field.type);
    if (field.default === undefined) return field.type.optional ? z.optional(type) : type;
    return defaults ? z._default(type, literalValue(field.default)) : z.optional(type);
  }

  #type({ base, list }: TypeReference): Schema {
    const element = this.#base(base.text);
    if (list === undefined) return element;
    return z.array(element).check(z.minLength(list.min ?? 0), z.maxLength(list.max ?? Number.MAX_SAFE_INTEGER));
  }

  #base(name: string): Schema {
    const declaration = this.#declarations.get(name);
    // Lazily, because a type may contain lists of itself.
    if (declaration !== undefined) return z.lazy(() => this.#declared(declaration));
    if (Object.hasOwn(builtinSchemas, name)) return builtinSchemas[name as BuiltinType]();
    throw new InternalError(`Type ${name} is not declared: the contract was used without being checked`);
  }

  #declared(declaration: TypeDeclaration): Schema {
    const known = this.#records.get(declaration.name.text);
    if (known !== undefined) return known;
    const made = this.record(declaration.fields, false);
    this.#records.set(declaration.name.text, made);
    return made;
  }
}

const builtinSchemas: Readonly<Record<BuiltinType, () => Schema>> = {
  string: () => z.string(),
  bool: () => z.boolean(),
  // Safe integers only: larger ones are not the number that was written.
  int: () => z.int(),
  float: () => z.number(),
  object: () => z.custom((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
};
