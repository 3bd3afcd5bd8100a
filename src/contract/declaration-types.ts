import type { BuiltinType, Field, Literal, TypeDeclaration, TypeReference } from './ast.ts';
import { docComment } from './declaration-comment.ts';
import { literalValue } from './literal-value.ts';
import { isBuiltinName } from './value-type.ts';
import { printable, quoted } from './printable.ts';
import { typeText } from './type-text.ts';

const builtinText: Readonly<Record<BuiltinType, string>> = {
  string: 'string',
  bool: 'boolean',
  int: 'number',
  float: 'number',
  object: 'JsonObject',
};

const jsonDeclarations = [
  'export type Json = null | boolean | number | string | readonly Json[] | JsonObject;',
  'export interface JsonObject {\n  readonly [key: string]: Json;\n}',
];

/** Longest list minimum that is spelled out as a tuple. */
const longestTuple = 8;

/** The TypeScript names of a contract's own types: `mac_flap` becomes `MacFlap`. */
export class DeclarationTypes {
  readonly #types: readonly TypeDeclaration[];
  readonly #names = new Map<string, string>();

  constructor(types: readonly TypeDeclaration[]) {
    this.#types = types;
    const taken = new Set([
      'Input',
      'Output',
      'Success',
      'Failure',
      'Refusal',
      'Kernel',
      'Gene',
      'Json',
      'JsonObject',
      'Promise',
      'Readonly',
      'Record',
    ]);
    for (const { name } of types) this.#names.set(name.text, unused(pascalCase(name.text), taken));
  }

  /**
   * A type as TypeScript. Lists in inputs with a small minimum are tuples (`readonly [string, string, ...string[]]`), so
   * that an author may index them; elsewhere they are plain arrays, which are what authors build.
   */
  text(type: TypeReference, lists: 'tuples' | 'arrays'): string {
    const base = isBuiltinName(type.base.text) ? builtinText[type.base.text] : this.#named(type.base.text);
    if (type.list === undefined) return base;
    const { min = 0, max } = type.list;
    if (lists === 'arrays' || min === 0 || min > longestTuple) return `readonly ${base}[]`;
    const rest = max === min ? [] : [`...${base}[]`];
    return `readonly [${[...Array<string>(min).fill(base), ...rest].join(', ')}]`;
  }

  /** The types' own interfaces; `Json` and `JsonObject` only where `body` or they use them. */
  declarations(body: string): readonly string[] {
    const own = this.#types.map((type) => this.#interface(type));
    const needsJson = [...own, body].some((text) => text.includes(builtinText.object));
    return needsJson ? [...jsonDeclarations, ...own] : own;
  }

  #interface(type: TypeDeclaration): string {
    const lines = type.fields.flatMap((field) =>
      fieldLines(field, this.text(field.type, 'arrays'), field.type.optional),
    );
    return `export interface ${this.#named(type.name.text)} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
  }

  #named(name: string): string {
    return this.#names.get(name) ?? 'never';
  }
}

/** A property with its documentation, a line each, not indented. */
export function fieldLines(field: Field, type: string, optional: boolean): readonly string[] {
  const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(field.name.text) ? field.name.text : quoted(field.name.text);
  const comment = docComment([field.description, note(field)]);
  return [...comment.split('\n').slice(0, -1), `readonly ${name}${optional ? '?' : ''}: ${type};`];
}

/** What TypeScript's type does not say. */
function note(field: Field): string | undefined {
  const { type } = field;
  const notes = [
    type.base.text === 'int' || type.list?.min !== undefined || type.list?.max !== undefined
      ? `In the contract: ${typeText({ ...type, optional: false })}.`
      : undefined,
    field.default === undefined ? undefined : `Default: ${quotedDefault(field.default)}.`,
  ].filter((text) => text !== undefined);
  return notes.length === 0 ? undefined : notes.join(' ');
}

function quotedDefault(literal: Literal): string {
  return printable(JSON.stringify(literalValue(literal)));
}

/** `mac_flap` → `MacFlap`; anything but letters and digits separates words. */
export function pascalCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const text = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(text) ? text : `Type${text}`;
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free) || free.endsWith('Kernel'); count += 1) free = `${name}${count}`;
  taken.add(free);
  return free;
}
