import { builtinTypes, type Contract, type Field, type TypeDeclaration } from '../ast.ts';
import { isBuiltinName } from '../value-type.ts';
import type { Check, CheckContext } from './check-context.ts';

type Declares = Pick<Contract, 'types' | 'takes'> & { readonly gives?: readonly Field[] };

/** The `types:` of a contract: names that mean one thing, values that can exist, and nothing unused. */
export const checkTypes: Check<Declares> = (contract, context) => {
  const used = usedTypes(contract);
  for (const type of contract.types) {
    if (isBuiltinName(type.name.text)) {
      context.report('shadows-builtin', type.name, `${type.name.text} is a built-in type and cannot be declared.`, {
        expected: `a name other than ${builtinTypes.join(', ')}`,
      });
    } else if (!used.has(type.name.text)) {
      context.report('unused-type', type.name, `No field uses the type ${type.name.text}.`);
    }
  }
  checkEndless(contract.types, context);
};

/** Types the fields of `takes` and `gives` lead to. */
function usedTypes({ types, takes, gives = [] }: Declares): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (fields: readonly Field[]): void => {
    for (const { type } of fields) {
      if (used.has(type.base.text)) continue;
      used.add(type.base.text);
      visit(types.find(({ name }) => name.text === type.base.text)?.fields ?? []);
    }
  };
  visit([...takes, ...gives]);
  return used;
}

/** Types whose values would contain themselves without end; a ring of them is reported at its first type only. */
function checkEndless(types: readonly TypeDeclaration[], { report }: CheckContext): void {
  const reported = new Set<string>();
  for (const { name, fields } of types) {
    const back = fields.find((field) => mustContain(field) && reach(field.type.base.text, types).has(name.text));
    if (back === undefined || reported.has(name.text)) continue;
    for (const member of reach(name.text, types)) reported.add(member);
    const inner = back.type.base.text;
    report('recursive-type', back.type, `Every ${name.text} would contain another ${inner} without end.`, {
      expected: `${inner}? or ${inner}[]`,
    });
  }
}

/** The type itself and every type its values always contain. */
function reach(start: string, types: readonly TypeDeclaration[]): ReadonlySet<string> {
  const reached = new Set<string>([start]);
  for (const name of reached) {
    const fields = types.find((type) => type.name.text === name)?.fields ?? [];
    for (const field of fields.filter(mustContain)) reached.add(field.type.base.text);
  }
  return reached;
}

function mustContain({ type }: Field): boolean {
  return !type.optional && (type.list === undefined || (type.list.min ?? 0) > 0);
}
