import type {
  Argument,
  Expression,
  FailureClause,
  Field,
  GeneContract,
  Literal,
  Name,
  PathwayContract,
  Reference,
  TypeDeclaration,
  TypeReference,
} from '../../src/contract/ast.ts';

/** Small contracts for tests of what is derived from them; tests of text use the parser. */

const origin = { offset: 0, line: 1, column: 1 };
export const span = { start: origin, end: origin };

export function name(text: string): Name {
  return { span, text };
}

/** `string[3..]?` as an AST node. */
export function type(text: string): TypeReference {
  const match = /^(\w+)(?:\[(?:(\d*)\.\.(\d*))?(\]))?(\?)?$/.exec(text);
  if (match === null) throw new Error(`not a type: ${text}`);
  const [, base = '', min, max, close, optional] = match;
  const bound = (digits: string | undefined): number | undefined =>
    digits === undefined || digits === '' ? undefined : Number(digits);
  return {
    span,
    base: name(base),
    list: close === undefined ? undefined : { min: bound(min), max: bound(max) },
    optional: optional !== undefined,
  };
}

export interface FieldExtras {
  readonly description?: string;
  readonly default?: Literal;
}

export function field(fieldName: string, typeText: string, extras: FieldExtras = {}): Field {
  return {
    span,
    name: name(fieldName),
    type: type(typeText),
    description: extras.description,
    default: extras.default,
  };
}

/** `{ bridge_name: 'string', ports: 'string[]' }` as fields. */
export function fields(types: Readonly<Record<string, string>>): readonly Field[] {
  return Object.entries(types).map(([fieldName, typeText]) => field(fieldName, typeText));
}

export function declaration(typeName: string, types: Readonly<Record<string, string>>): TypeDeclaration {
  return { span, name: name(typeName), fields: fields(types) };
}

/** A constant; whole numbers are ints. */
export function literal(value: string | number | boolean | readonly (string | number | boolean)[]): Literal {
  if (typeof value === 'string') return { span, kind: 'string', value, bare: false };
  if (typeof value === 'boolean') return { span, kind: 'bool', value };
  if (typeof value === 'number') {
    return { span, kind: Number.isInteger(value) ? 'int' : 'float', value, raw: String(value) };
  }
  return { span, kind: 'list', items: value.map(literal) };
}

export function parameter(parameterName: string, index?: number): Extract<Reference, { kind: 'parameter' }> {
  return { span, kind: 'parameter', name: name(parameterName), index };
}

export function stepField(step: number, fieldName: string): Extract<Reference, { kind: 'step' }> {
  return { span, kind: 'step', step, field: name(fieldName) };
}

export function template(...parts: readonly (string | Reference)[]): Expression {
  return { span, kind: 'template', parts: parts.map((part) => (typeof part === 'string' ? name(part) : part)) };
}

export function argument(argumentName: string, value: Expression): Argument {
  return { span, name: name(argumentName), value };
}

export function refusal(condition: string): FailureClause {
  return { span, condition, consequence: 'refusal', text: `${condition} -> success=false` };
}

export function gene(parts: Partial<GeneContract> = {}): GeneContract {
  return {
    span,
    kind: 'gene',
    name: name('bridge_create'),
    domain: undefined,
    does: undefined,
    family: 'configuration',
    risk: 'low',
    takes: [],
    gives: [],
    types: [],
    before: [],
    after: [],
    failsWhen: [],
    unhealthyWhen: [],
    verify: undefined,
    feeds: [],
    connects: [],
    examples: [],
    ...parts,
  };
}

export function pathway(parts: Partial<PathwayContract> = {}): PathwayContract {
  return {
    span,
    kind: 'pathway',
    name: name('provision'),
    domain: undefined,
    does: undefined,
    risk: 'low',
    takes: [],
    types: [],
    provides: [],
    steps: [],
    requires: [],
    verify: undefined,
    onFailure: undefined,
    examples: [],
    ...parts,
  };
}
