import type { TypeDeclaration } from '../../contract/ast.ts';
import type { Json } from '../../model/json.ts';
import { oddList, oddValue } from './draw-odd.ts';
import { devicesFor, valueFor, type Setting } from './draw-value.ts';
import { profileOf, type FieldProfile } from './field-profile.ts';

/** What is drawn in view of, and the types the contract declares. */
export interface FieldSetting extends Setting {
  readonly types: readonly TypeDeclaration[];
  /** How deep in declared types the value is. */
  readonly depth?: number;
}

/** A value of the parameter's type: as the contract means it, or one it may not have thought of. */
export function drawField(profile: FieldProfile, setting: FieldSetting, odd: boolean): Json {
  const { list } = profile.field.type;
  if (list === undefined) return drawOne(profile, setting, odd);
  const straight = straightList(profile, setting, list.min ?? 0);
  const drawn = odd ? oddList(straight, () => drawOne(profile, setting, true), setting.random) : straight;
  return bounded(drawn, list.min ?? 0, list.max ?? Infinity, () => drawOne(profile, setting, odd));
}

function drawOne(profile: FieldProfile, setting: FieldSetting, odd: boolean): Json {
  const declared = setting.types.find(({ name }) => name.text === profile.field.type.base.text);
  if (declared !== undefined) return drawRecord(declared, setting, odd);
  return odd ? oddValue(profile, setting) : straightValue(profile, setting);
}

/** Nested records have no examples of their own to learn from; what could go on for ever ends at the third level. */
function drawRecord(declared: TypeDeclaration, setting: FieldSetting, odd: boolean): Json {
  const depth = (setting.depth ?? 0) + 1;
  const members = declared.fields.filter(({ type }) => !(type.optional && (depth > 2 || setting.random.chance(50))));
  return Object.fromEntries(
    members.map((field) => [field.name.text, drawField(profileOf(field, []), { ...setting, depth }, odd)]),
  );
}

function straightValue(profile: FieldProfile, setting: FieldSetting): Json {
  const { random } = setting;
  switch (profile.field.type.base.text) {
    case 'bool':
      return profile.default !== undefined && random.chance(40) ? profile.default : random.chance(50);
    case 'object':
      return profile.default ?? {};
    default: {
      const found = random.shuffled(profile.roles).map((role) => () => valueFor(role, profile, setting));
      for (const value of found) {
        const drawn = value();
        if (drawn !== undefined) return drawn;
      }
      return oddValue(profile, setting);
    }
  }
}

/** Different elements of one role: the ports of the bridge, some free cards. */
function straightList(profile: FieldProfile, setting: FieldSetting, least: number): readonly Json[] {
  const { random } = setting;
  const role = random.pick(profile.roles);
  if (role.is === 'default') return Array.isArray(profile.default) ? (profile.default as readonly Json[]) : [];
  const count = Math.max(
    least,
    random.weighted([
      [2, 0],
      [9, 1],
      [9, 2],
      [3, 3],
      [1, 4],
    ]) ?? 1,
  );
  if (role.is === 'device') {
    const devices = devicesFor(role, setting).map(({ name }) => name);
    const all = typeof role.stands === 'object' && random.chance(60);
    return random.some(devices, all ? devices.length : count);
  }
  if ((setting.depth ?? 0) > 2) return [];
  return Array.from({ length: count }, () => drawOne(profile, setting, false));
}

function bounded(items: readonly Json[], least: number, most: number, more: () => Json): readonly Json[] {
  const missing = Math.max(0, least - items.length);
  return [...items, ...Array.from({ length: missing }, more)].slice(0, most);
}
