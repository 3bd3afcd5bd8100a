import { builtinTypes, type Contract, type Field } from '../ast.ts';
import { suggest } from '../suggest.ts';
import { typeText } from '../type-text.ts';
import { resolveType, typeTable, type TypeTable } from '../value-type.ts';
import type { Check, CheckContext } from './check-context.ts';
import { checkValue } from './values.ts';

type Declares = Pick<Contract, 'types' | 'takes'> & { readonly gives?: readonly Field[] };

/** Every field of `takes`, `gives` and `types`: a known type, a name that is safe, and a default that fits. */
export const checkFields: Check<Declares> = ({ types, takes, gives = [] }, context) => {
  const table = typeTable(types);
  const given = [...gives, ...types.flatMap(({ fields }) => fields)];
  for (const field of [...takes, ...given]) {
    checkFieldName(field, context);
    checkTypeName(field, table, context);
  }
  for (const field of takes) checkDefault(field, table, context);
  for (const field of given) {
    if (field.default === undefined) continue;
    context.report(
      'default-not-allowed',
      field.default,
      `${field.name.text} has a default, which only inputs can have.`,
      {
        expected: `${typeText({ ...field.type, optional: true })} if it may be absent`,
      },
    );
  }
};

/** Names every JavaScript object answers to would make an absent field look present. */
function checkFieldName({ name }: Field, { report }: CheckContext): void {
  if (!(name.text in Object.prototype)) return;
  report('reserved-name', name, `${name.text} is a name every JavaScript object has.`, {
    expected: 'another field name',
  });
}

function checkTypeName({ type }: Field, table: TypeTable, { report }: CheckContext): void {
  const known: readonly string[] = [...builtinTypes, ...table.keys()];
  if (known.includes(type.base.text)) return;
  report('unknown-type', type.base, `There is no type ${type.base.text}.`, {
    expected: `one of ${known.join(', ')}`,
    suggestion: suggest(type.base.text, known),
  });
}

function checkDefault(field: Field, table: TypeTable, context: CheckContext): void {
  if (field.default === undefined) return;
  if (field.type.optional) {
    context.report('optional-default', field.type, `${field.name.text} is never absent: its default fills it.`, {
      expected: typeText({ ...field.type, optional: false }),
      suggestion: typeText({ ...field.type, optional: false }),
    });
  }
  const target = { type: resolveType(field.type, table), optional: false, name: `the default of ${field.name.text}` };
  checkValue(field.default, target, noScope, context);
}

/** Defaults are constants: nothing can be referred to. */
const noScope = { parameters: new Map(), step: undefined };
