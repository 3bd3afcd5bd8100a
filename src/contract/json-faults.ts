import { foundText, pathText, type Path, type PathSegment, type ValidationIssue } from './validation-issue.ts';

/** Deepest nesting of a value that crosses a boundary: the sandbox's own limit. */
const deepest = 64;

/**
 * Where a value is not plain JSON data. Validators run this first, so that schemas only ever see own members of plain
 * objects and recursion is bounded. Empty for every value that `JSON.parse` gives, save `__proto__` members and depth.
 */
export function jsonFaults(value: unknown): readonly ValidationIssue[] {
  if (isPlainJson(value, 0)) return [];
  const faults: ValidationIssue[] = [];
  collect(value, [], faults);
  return faults;
}

/** The fast answer, which is nearly always yes. */
function isPlainJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth >= deepest) return false;
  if (Array.isArray(value)) return areAll(value, depth + 1);
  if (!isPlainObject(value)) return false;
  for (const key of Object.keys(value)) {
    if (key === '__proto__' || !isPlainJson(value[key], depth + 1)) return false;
  }
  return true;
}

function areAll(list: readonly unknown[], depth: number): boolean {
  // By index, because iteration methods skip the holes of sparse lists.
  for (let index = 0; index < list.length; index += 1) {
    if (!isPlainJson(list[index], depth)) return false;
  }
  return true;
}

function collect(value: unknown, path: Path, faults: ValidationIssue[]): void {
  if (typeof value !== 'object' || value === null) {
    if (!isPlainJson(value, 0)) faults.push(fault('not-json', path, 'a JSON value', value));
    return;
  }
  if (path.length >= deepest) {
    faults.push(fault('too-deep', path.slice(0, 8), `at most ${deepest} levels`, value));
    return;
  }
  const isList = Array.isArray(value);
  if (!isList && !isPlainObject(value)) {
    faults.push(fault('not-json', path, 'a plain object', value));
    return;
  }
  for (const [key, member] of members(value)) {
    if (key === '__proto__') faults.push(fault('unsafe-key', [...path, key], 'any other name', member));
    else collect(member, [...path, key], faults);
    if (faults.at(-1)?.code === 'too-deep') return;
  }
}

function members(value: object): readonly (readonly [PathSegment, unknown])[] {
  if (Array.isArray(value)) return Array.from(value as unknown[], (member, index) => [index, member]);
  return Object.entries(value);
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function fault(code: ValidationIssue['code'], path: Path, expected: string, value: unknown): ValidationIssue {
  const where = pathText(path);
  const found = foundText(value);
  return { path: where, code, expected, found, message: `${where || 'value'}: expected ${expected}, found ${found}` };
}
