import type { BuiltinType } from './ast.ts';
import type { FieldType, ListType, RecordType, ValueType } from './value-type.ts';

/**
 * Whether every value of one type is a value of another. `maybe`: some are (`string[]` where `string[3..]` is expected);
 * the validators decide at run time.
 */
export type Fit = 'yes' | 'maybe' | 'no';

/** How values of `source` fit where `target` is expected. */
export function fit(source: ValueType, target: ValueType): Fit {
  return compare(source, target, new Set());
}

/** Pairs of record names being compared: recursive types would otherwise not end. */
type Pairs = Set<string>;

function compare(source: ValueType, target: ValueType, seen: Pairs): Fit {
  if (source.kind === 'any' || target.kind === 'any') return 'yes';
  if (target.kind === 'list') return source.kind === 'list' ? compareLists(source, target, seen) : 'no';
  if (source.kind === 'list') return 'no';
  if (target.kind === 'record') return source.kind === 'record' ? compareRecords(source, target, seen) : 'no';
  if (source.kind === 'record') return target.name === 'object' ? 'yes' : 'no';
  return builtinFits(source.name, target.name) ? 'yes' : 'no';
}

/** Every int is a float; nothing else widens. */
function builtinFits(source: BuiltinType, target: BuiltinType): boolean {
  return source === target || (source === 'int' && target === 'float');
}

function compareLists(source: ListType, target: ListType, seen: Pairs): Fit {
  return least(compare(source.element, target.element, seen), compareBounds(source, target));
}

function compareBounds(source: ListType, target: ListType): Fit {
  if (source.min >= target.min && source.max <= target.max) return 'yes';
  return source.max < target.min || source.min > target.max ? 'no' : 'maybe';
}

/** By structure, since types are declared per contract: no field too many (validators refuse it), none too few. */
function compareRecords(source: RecordType, target: RecordType, seen: Pairs): Fit {
  if (source === target) return 'yes';
  const pair = `${source.name} ${target.name}`;
  if (seen.has(pair)) return 'yes';
  seen.add(pair);
  if ([...source.fields.keys()].some((name) => !target.fields.has(name))) return 'no';
  let result: Fit = 'yes';
  for (const [name, field] of target.fields) {
    result = least(result, compareFields(source.fields.get(name), field, seen));
  }
  return result;
}

function compareFields(source: FieldType | undefined, target: FieldType, seen: Pairs): Fit {
  if (source === undefined) return target.optional ? 'yes' : 'no';
  const fits = compare(source.type, target.type, seen);
  return source.mayBeAbsent && !target.optional ? least(fits, 'maybe') : fits;
}

function least(a: Fit, b: Fit): Fit {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'maybe' || b === 'maybe' ? 'maybe' : 'yes';
}
