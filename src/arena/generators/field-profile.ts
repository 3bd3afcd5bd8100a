import type { Field, GeneContract } from '../../contract/ast.ts';
import { literalValue } from '../../contract/literal-value.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Json } from '../../model/json.ts';
import { exampleCases, type ExampleCase } from './example-cases.ts';
import { fieldHints, type FieldHints } from './field-hints.ts';
import { elements, rolesOf, type Role } from './roles.ts';

/**
 * What a parameter stands for, read from the contract alone: its name, type, default and description, and what its values
 * are in the worlds of the contract's own examples. That `bridge_name` must exist for one gene and must not for another is
 * seen there, so no gene is known by name.
 */
export interface FieldProfile extends FieldHints {
  readonly field: Field;
  readonly name: string;
  readonly default: Json | undefined;
  /** What the values are where all is well, each once; a guess where no example tells. */
  readonly roles: readonly [Role, ...Role[]];
  /** Values in examples where all is well, elements of lists each for itself. */
  readonly seen: readonly Json[];
  /** Values in the other examples. */
  readonly seenOdd: readonly Json[];
  /** Where all is well, another parameter names what is under the device this one names, or a VLAN on it. */
  readonly carries: 'ports' | 'vlans' | undefined;
}

const known = new WeakMap<GeneContract, readonly FieldProfile[]>();

/** Profiles of a contract's parameters in their order, made once. */
export function fieldProfiles(contract: GeneContract): readonly FieldProfile[] {
  const made = known.get(contract) ?? madeProfiles(contract);
  known.set(contract, made);
  return made;
}

function madeProfiles(contract: GeneContract): readonly FieldProfile[] {
  const profiles = contract.takes.map((field) => profileOf(field, exampleCases(contract)));
  const roles = profiles.flatMap((profile) => profile.roles);
  return profiles.map((profile) => ({ ...profile, carries: carried(profile.name, roles) }));
}

function carried(name: string, roles: readonly Role[]): FieldProfile['carries'] {
  const stands = roles.map((role) => (role.is === 'device' && typeof role.stands === 'object' ? role.stands : {}));
  if (stands.some((standing) => 'under' in standing && standing.under === name)) return 'ports';
  const onIt = stands.some((standing) => 'on' in standing && standing.on === name);
  return onIt || roles.some((role) => role.is === 'vlan-id-on' && role.of === name) ? 'vlans' : undefined;
}

export function profileOf(field: Field, cases: readonly ExampleCase[]): FieldProfile {
  const name = field.name.text;
  const byDefault = field.default === undefined ? undefined : literalValue(field.default);
  const hints = fieldHints(field);
  const good = cases.filter((one) => one.good);
  const seen = good.flatMap(({ input }) => elements(input[name]));
  const seenOdd = cases.filter((one) => !one.good).flatMap(({ input }) => elements(input[name]));
  const roles = distinct(good.flatMap((example) => rolesOf(name, example, byDefault)));
  const [first = guess(field, hints), ...rest] = byDefault === undefined ? roles : distinct([...roles, atDefault]);
  return { ...hints, field, name, default: byDefault, seen, seenOdd, roles: [first, ...rest], carries: undefined };
}

const atDefault: Role = { is: 'default' };

function distinct(roles: readonly Role[]): readonly Role[] {
  return [...new Map(roles.map((role) => [canonicalJson(role), role])).values()];
}

function guess({ type, description = '' }: Field, { nature, range }: FieldHints): Role {
  if (type.base.text !== 'string') return { is: 'value', value: range?.least ?? 1 };
  if (nature === 'mac' || nature === 'ip') return { is: nature };
  const made = nature === 'word' || /\b(new|name for|to create)\b/i.test(description);
  return made ? { is: 'new' } : { is: 'device', kind: 'ethernet', stands: 'free' };
}
