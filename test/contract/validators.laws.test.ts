import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, TypeDeclaration } from '../../src/contract/ast.ts';
import { inputValidator } from '../../src/contract/validators.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { field, gene, name, span } from './ast-builders.ts';

/** A type text with values of it. */
interface Typed {
  readonly text: string;
  readonly values: fc.Arbitrary<Json>;
}

const fieldName = fc.stringMatching(/^[a-z][a-z_]{0,8}$/).filter((text) => !(text in Object.prototype));

const scalars: readonly Typed[] = [
  { text: 'string', values: fc.string() },
  { text: 'bool', values: fc.boolean() },
  { text: 'int', values: fc.maxSafeInteger() },
  {
    text: 'float',
    values: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  },
];

/** A contract's inputs: field types, one declared type named `record`, and a value of all of it. */
interface Case {
  readonly takes: readonly Field[];
  readonly types: readonly TypeDeclaration[];
  readonly value: JsonObject;
}

interface Drawn {
  readonly field: Field;
  readonly value: Json | undefined;
}

function drawnField(fieldNameText: string, typed: Typed): fc.Arbitrary<Drawn> {
  const listed = fc.nat(2).chain((min) =>
    fc.nat(2).chain((more) =>
      fc.array(typed.values, { minLength: min, maxLength: min + more }).map((items) => ({
        field: field(fieldNameText, `${typed.text}[${min}..${min + more}]`),
        value: items,
      })),
    ),
  );
  const plain = typed.values.map((value) => ({ field: field(fieldNameText, typed.text), value }));
  const absent = fc.constant({ field: field(fieldNameText, `${typed.text}?`), value: undefined });
  return fc.oneof(plain, listed, absent);
}

function drawnFields(types: readonly Typed[]): fc.Arbitrary<readonly Drawn[]> {
  return fc
    .uniqueArray(fieldName, { minLength: 1, maxLength: 5 })
    .chain((names) =>
      fc.tuple(...names.map((text) => fc.constantFrom(...types).chain((typed) => drawnField(text, typed)))),
    );
}

function objectOf(drawn: readonly Drawn[]): JsonObject {
  return Object.fromEntries(
    drawn.flatMap(({ field: { name: key }, value }) => (value === undefined ? [] : [[key.text, value]])),
  );
}

const cases: fc.Arbitrary<Case> = drawnFields(scalars).chain((inner) => {
  const record: Typed = { text: 'record', values: fc.constant(0).map(() => structuredClone(objectOf(inner))) };
  const types = [{ span, name: name('record'), fields: inner.map((drawn) => drawn.field) }];
  return drawnFields([...scalars, record]).map((drawn) => ({
    takes: drawn.map((each) => each.field),
    types,
    value: objectOf(drawn),
  }));
});

describe('laws of validators', () => {
  it('accept every value of the type and change nothing in it', () => {
    fc.assert(
      fc.property(cases, ({ takes, types, value }) => {
        expect(inputValidator(gene({ takes, types })).validate(value)).toEqual({ ok: true, value });
      }),
    );
  });

  it('report one wrong thing, once, where it is', () => {
    fc.assert(
      fc.property(
        cases,
        fc.nat(),
        fc.constantFrom('type', 'missing', 'unknown'),
        ({ takes, types, value }, pick, kind) => {
          const places = objectsIn(value, '').concat({ at: value, path: '' });
          const place = places[pick % places.length];
          if (place === undefined) return;
          const broken = breakOne(
            place.at,
            place.path,
            kind,
            pick,
            place.at === value ? takes : (types[0]?.fields ?? []),
          );
          if (broken === undefined) return;
          const result = inputValidator(gene({ takes, types })).validate(replace(value, place.at, broken.made));
          expect(result.ok ? [] : result.issues.map(({ path, code }) => [path, code])).toEqual([
            [broken.path, broken.code],
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throw, whatever they are given', () => {
    fc.assert(
      fc.property(
        cases,
        fc.anything({ withNullPrototype: true, withMap: true, withDate: true }),
        ({ takes, types }, value) => {
          const result = inputValidator(gene({ takes, types })).validate(value);
          if (result.ok) expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
        },
      ),
    );
  });
});

interface Place {
  readonly at: JsonObject;
  readonly path: string;
}

/** Records inside the value, each with its path; the whole itself is not among them. */
function objectsIn(value: JsonObject, base: string): Place[] {
  return Object.entries(value).flatMap(([key, member]) => {
    const path = base === '' ? key : `${base}.${key}`;
    if (Array.isArray(member)) {
      return (member as Json[]).flatMap((item, index) =>
        isObject(item) ? [{ at: item, path: `${path}[${index}]` }] : [],
      );
    }
    return isObject(member) ? [{ at: member, path }] : [];
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function breakOne(
  at: JsonObject,
  path: string,
  kind: 'type' | 'missing' | 'unknown',
  pick: number,
  declared: readonly Field[],
): { made: JsonObject; path: string; code: string } | undefined {
  const under = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (kind === 'unknown') {
    return { made: { ...at, not_declared_anywhere: 1 }, path: under('not_declared_anywhere'), code: 'unknown-field' };
  }
  const keys = Object.keys(at);
  const key = keys[pick % Math.max(keys.length, 1)];
  if (key === undefined) return undefined;
  if (kind === 'type') return { made: { ...at, [key]: null }, path: under(key), code: 'wrong-type' };
  if (declared.find((each) => each.name.text === key)?.type.optional !== false) return undefined;
  const rest = Object.entries(at).filter(([other]) => other !== key);
  return { made: Object.fromEntries(rest), path: under(key), code: 'missing' };
}

/** The value with one object (by identity, first occurrence) replaced. */
function replace(value: JsonObject, from: JsonObject, to: JsonObject): JsonObject {
  let done = false;
  const walk = (node: Json): Json => {
    if (node === from && !done) {
      done = true;
      return to;
    }
    if (Array.isArray(node)) return (node as Json[]).map(walk);
    if (!isObject(node)) return node;
    return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, walk(member)]));
  };
  return walk(value) as JsonObject;
}
