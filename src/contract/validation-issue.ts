import { quoted } from './printable.ts';

/**
 * - `missing`: a required field is not there.
 * - `unknown-field`: a field the contract does not declare.
 * - `wrong-type`: a value of another type; nothing is converted.
 * - `out-of-bounds`: a list with too few or too many elements.
 * - `not-json`: something JSON cannot say (undefined, NaN, a function, a class instance).
 * - `unsafe-key`: a member named `__proto__` inside free-form data.
 * - `too-deep`: nested deeper than any gene's output may be.
 */
export type ValidationCode =
  'missing' | 'unknown-field' | 'wrong-type' | 'out-of-bounds' | 'not-json' | 'unsafe-key' | 'too-deep';

/** One thing wrong with an input or output. Every text is safe to print: untrusted parts are quoted and shortened. */
export interface ValidationIssue {
  /** `interfaces[2]`; empty for the value itself. */
  readonly path: string;
  readonly code: ValidationCode;
  /** A type as a contract writes it (`string[3..]`), or a few words. */
  readonly expected: string;
  readonly found: string;
  readonly message: string;
  /** "did you mean": another field's name. */
  readonly suggestion?: string;
}

export type PathSegment = string | number;
export type Path = readonly PathSegment[];

const plainKey = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** `flaps[0].ports[2]`; keys that are not plain names are quoted: `["a b"]`. */
export function pathText(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (!plainKey.test(segment)) text += `[${short(segment)}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}

/** What stands there, shortly: `"eth0"`, `5`, `null`, `a list of 2`, `an object`. */
export function foundText(value: unknown): string {
  if (typeof value === 'string') return short(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Longer strings are cut: an issue is read by people. */
const shown = 40;

function short(text: string): string {
  return quoted(text.length > shown ? `${text.slice(0, shown)}…` : text);
}
