import { describe, expect, it } from 'vitest';
import { evaluate, evaluateArguments, type Bindings } from '../../src/contract/evaluate.ts';
import { literalValue } from '../../src/contract/literal-value.ts';
import type { Expression } from '../../src/contract/ast.ts';
import type { Json } from '../../src/model/json.ts';
import { argument, literal, parameter, span, stepField, template } from './ast-builders.ts';

const bindings: Bindings = {
  parameters: { bridge_name: 'br0', nic: ['eth0', 'eth1'], vlan: 100, empty: null, link: { mac: 'm' } },
  steps: new Map<number, Json>([
    [1, { bond_name: 'bond0', healthy: false }],
    [2, [{ vlan_name: 'bond0.1' }, { vlan_name: 'bond0.2' }]],
    [3, [{ mac: 'm' }, {}]],
  ]),
};

function list(...items: readonly Expression[]): Expression {
  return { span, kind: 'list', items };
}

describe('evaluate', () => {
  it.each<[string, Expression, Json]>([
    ['text', literal('active-backup'), 'active-backup'],
    ['a negative number', literal(-5), -5],
    ['a duration as seconds', { span, kind: 'duration', seconds: 300, raw: '5m' }, 300],
    ['a parameter', parameter('bridge_name'), 'br0'],
    ['a list parameter', parameter('nic'), ['eth0', 'eth1']],
    ['an element', parameter('nic', 1), 'eth1'],
    ['null where null is the value', parameter('empty'), null],
    ['a step output', stepField(1, 'bond_name'), 'bond0'],
    ['a false step output', stepField(1, 'healthy'), false],
    ['the outputs of a loop as a list', stepField(2, 'vlan_name'), ['bond0.1', 'bond0.2']],
    ['a mixed list', list(literal('a'), parameter('vlan'), list()), ['a', 100, []]],
    ['a composed name', template('storage.', parameter('vlan'), '-', stepField(1, 'healthy')), 'storage.100-false'],
  ])('gives %s', (_, expression, value) => {
    expect(evaluate(expression, bindings)).toEqual(value);
  });

  it('reads parameters from a map as well', () => {
    expect(evaluate(parameter('a'), { parameters: new Map([['a', 1]]), steps: new Map() })).toBe(1);
  });

  it.each<[string, Expression, string, string]>([
    ['a parameter that is missing', parameter('mac'), 'missing-parameter', '{mac}'],
    ['an element beyond the end', parameter('nic', 2), 'missing-parameter', '{nic.2}'],
    ['an element of what is no list', parameter('link', 0), 'missing-parameter', '{link.0}'],
    ['a name every object answers to', parameter('constructor'), 'missing-parameter', '{constructor}'],
    ['a step that has not run', stepField(9, 'mac'), 'missing-step-output', '{step 9.mac}'],
    ['a field the step did not give', stepField(1, 'toString'), 'missing-step-output', '{step 1.toString}'],
    ['a field one turn of a loop did not give', stepField(3, 'mac'), 'missing-step-output', '{step 3.mac}'],
    ['a list inside a name', template('a', parameter('nic')), 'not-text', '{nic}'],
    ['null inside a name', template('a', parameter('empty')), 'not-text', '{empty}'],
  ])('names the reference when it meets %s', (_, expression, code, reference) => {
    expect(() => evaluate(expression, bindings)).toThrow(
      expect.objectContaining({ code, details: { reference }, message: expect.stringContaining(reference) as string }),
    );
  });

  it('tells wrong input from failed work by the exit status', () => {
    expect(() => evaluate(parameter('mac'), bindings)).toThrow(expect.objectContaining({ exitStatus: 2 }));
    expect(() => evaluate(stepField(1, 'mac'), bindings)).toThrow(expect.objectContaining({ exitStatus: 1 }));
  });
});

describe('evaluateArguments', () => {
  it('leaves out what is absent where the target does not need it', () => {
    const args = [argument('device', parameter('bridge_name')), argument('mac', parameter('mac'))];
    expect(evaluateArguments(args, bindings, new Set(['mac']))).toEqual({ device: 'br0' });
    expect(() => evaluateArguments(args, bindings, new Set())).toThrow(/\{mac\}/);
  });

  it('keeps a member named __proto__ a member', () => {
    const args = [argument('__proto__', literal('x'))];
    expect(Object.keys(evaluateArguments(args, bindings, new Set()))).toEqual(['__proto__']);
  });
});

describe('literalValue', () => {
  it('keeps types', () => {
    expect(literalValue(literal([1, 0.5, true, 'a']))).toEqual([1, 0.5, true, 'a']);
  });
});
