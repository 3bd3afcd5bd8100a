import { describe, expect, it } from 'vitest';
import { fit } from '../../src/contract/type-compatibility.ts';
import { resolveType, typeTable, valueTypeText, type ValueType } from '../../src/contract/value-type.ts';
import { declaration, type } from './ast-builders.ts';

/** Types of two contracts: the same names mean what each declares. */
const giver = typeTable([
  declaration('flap', { mac: 'string', ports: 'string[2..]' }),
  declaration('wide', { mac: 'string', ports: 'string[]', age: 'int' }),
  declaration('tree', { name: 'string', children: 'tree[]' }),
  declaration('loose', { mac: 'string?' }),
]);
const taker = typeTable([
  declaration('flap', { mac: 'string', ports: 'string[]', note: 'string?' }),
  declaration('strict', { mac: 'string', ports: 'string[3..]' }),
  declaration('tree', { name: 'string', children: 'tree[]' }),
  declaration('other_tree', { name: 'int', children: 'other_tree[]' }),
  declaration('needs', { mac: 'string' }),
]);

function given(text: string): ValueType {
  return resolveType(type(text), giver);
}

function taken(text: string): ValueType {
  return resolveType(type(text), taker);
}

describe('fit', () => {
  it.each([
    ['int', 'int', 'yes'],
    ['int', 'float', 'yes'],
    ['float', 'int', 'no'],
    ['string', 'object', 'no'],
    ['flap', 'object', 'yes'],
    ['object', 'flap', 'no'],
    ['string', 'string[]', 'no'],
    ['string[]', 'string', 'no'],
    ['int[]', 'float[]', 'yes'],
    ['string[]', 'int[]', 'no'],
    ['string[3..4]', 'string[3..]', 'yes'],
    ['string[]', 'string[3..]', 'maybe'],
    ['string[2..]', 'string[..4]', 'maybe'],
    ['string[..2]', 'string[3..]', 'no'],
    ['flap', 'flap', 'yes'],
    ['flap[]', 'flap[]', 'yes'],
    ['flap', 'strict', 'maybe'],
    ['wide', 'flap', 'no'],
    ['tree', 'tree', 'yes'],
    ['tree', 'other_tree', 'no'],
    ['loose', 'needs', 'maybe'],
    ['no_such_type', 'string', 'yes'],
  ])('%s where %s is expected: %s', (source, target, expected) => {
    expect(fit(given(source), taken(target))).toBe(expected);
  });
});

describe('valueTypeText', () => {
  it.each(['string', 'string[]', 'string[3..]', 'int[..2]', 'flap[1..4]'])('writes %s as the contract does', (text) => {
    expect(valueTypeText(given(text))).toBe(text);
  });
});
