import { z } from 'zod';
import { suggest } from '../contract/suggest.ts';

/** What a schema found wrong with one field. */
export interface FieldFault {
  /** Keys from the top joined by "."; empty for the document itself. */
  readonly field: string;
  readonly message: string;
}

/**
 * One fault per field, in words for people. Unknown keys come first, each with the key that was probably meant: a key that
 * is said to be missing is often the one misspelt.
 */
export function describeIssues(schema: z.core.$ZodType, issues: readonly z.core.$ZodIssue[]): readonly FieldFault[] {
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const path = issue.path.map(String);
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: unknownKey(key, known) }));
  });
  const others = issues.filter(({ code }) => code !== 'unrecognized_keys');
  return [...unknown, ...others.map(({ path, message }) => ({ field: path.map(String).join('.'), message }))];
}

/** `a.b: expected …; c: unknown key`. */
export function faultLine(faults: readonly FieldFault[]): string {
  return faults.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
}

function unknownKey(key: string, known: readonly string[]): string {
  const guess = suggest(key, known);
  if (guess !== undefined) return `unknown key; did you mean "${guess}"?`;
  return known.length === 0 ? 'unknown key' : `unknown key; known here: ${known.join(', ')}`;
}

const wrappers = [z.ZodOptional, z.ZodExactOptional, z.ZodDefault, z.ZodPrefault] as const;

function keysAt(schema: z.core.$ZodType | undefined, path: readonly string[]): readonly string[] {
  const [first, ...rest] = path;
  if (wrappers.some((wrapper) => schema instanceof wrapper)) return keysAt((schema as z.ZodOptional).unwrap(), path);
  if (schema instanceof z.ZodPipe) return keysAt(schema.in, path);
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape = schema.shape as Readonly<Record<string, z.core.$ZodType>>;
  return first === undefined ? Object.keys(shape) : keysAt(shape[first], rest);
}
