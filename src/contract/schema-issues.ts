import type * as z from 'zod/mini';
import { suggest } from './suggest.ts';
import {
  foundText,
  pathText,
  type Path,
  type PathSegment,
  type ValidationCode,
  type ValidationIssue,
} from './validation-issue.ts';
import { valueTypeText, type FieldTypes, type ValueType } from './value-type.ts';

/** More help nobody; a hostile value can have a fault in every byte. */
export const mostIssues = 100;

type SchemaIssue = z.core.$ZodIssue;

/** Zod's issues in the words of the contract, with what was found at each place of `value`. */
export function issuesOf(
  issues: readonly SchemaIssue[],
  value: unknown,
  types: FieldTypes,
): readonly ValidationIssue[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((segment): segment is PathSegment => typeof segment !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      const names = [...fieldsAt(path, types).keys()];
      return issue.keys.slice(0, mostIssues).map((key) => unknownField([...path, key], names));
    }
    return [wrongValue(issue, path, value, types)];
  });
}

function wrongValue(issue: SchemaIssue, path: Path, root: unknown, types: FieldTypes): ValidationIssue {
  const value = valueAt(root, path);
  const where = pathText(path);
  const expected = path.length === 0 ? 'an object' : expectedAt(path, types);
  const found = foundText(value);
  const code = codeOf(issue, path, value);
  const message =
    code === 'missing'
      ? `${where} is missing: expected ${expected}`
      : `${where || 'value'}: expected ${expected}, found ${found}`;
  return { path: where, code, expected, found: code === 'missing' ? 'nothing' : found, message };
}

function codeOf(issue: SchemaIssue, path: Path, value: unknown): ValidationCode {
  if (value === undefined && path.length > 0) return 'missing';
  return (issue.code === 'too_small' || issue.code === 'too_big') && Array.isArray(value)
    ? 'out-of-bounds'
    : 'wrong-type';
}

function unknownField(path: Path, known: readonly string[]): ValidationIssue {
  const key = String(path.at(-1));
  const where = pathText(path);
  const suggestion = key.length > 64 ? undefined : suggest(key, known);
  return {
    path: where,
    code: 'unknown-field',
    expected: known.length === 0 ? 'no fields' : `one of ${known.join(', ')}`,
    found: pathText([key]),
    message: `${where}: unknown field${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<PathSegment, unknown>)[segment];
  }
  return value;
}

/** The type declared for a place; undefined beyond what is declared. */
function typeAt(path: Path, types: FieldTypes): ValueType | undefined {
  let fields: FieldTypes | undefined = types;
  let type: ValueType | undefined;
  for (const segment of path) {
    if (typeof segment === 'number') type = type?.kind === 'list' ? type.element : undefined;
    else type = fields?.get(segment)?.type;
    fields = type?.kind === 'record' ? type.fields : undefined;
  }
  return type;
}

function expectedAt(path: Path, types: FieldTypes): string {
  const type = typeAt(path, types);
  return type === undefined ? 'a declared field' : valueTypeText(type);
}

function fieldsAt(path: Path, types: FieldTypes): FieldTypes {
  if (path.length === 0) return types;
  const type = typeAt(path, types);
  return type?.kind === 'record' ? type.fields : new Map();
}
