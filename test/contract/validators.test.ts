import { describe, expect, it } from 'vitest';
import { inputValidator, outputValidator, type Validated } from '../../src/contract/validators.ts';
import { declaration, field, fields, gene, literal, pathway, refusal } from './ast-builders.ts';

const bridge = gene({
  takes: [
    ...fields({ bridge_name: 'string', interfaces: 'string[1..4]' }),
    field('stp_enabled', 'bool', { default: literal(false) }),
    ...fields({ delay: 'int?', weight: 'float?', extra: 'object?' }),
  ],
  gives: fields({ success: 'bool', resources_created: 'string[]', flaps: 'mac_flap[]', error: 'string?' }),
  types: [declaration('mac_flap', { mac: 'string', ports: 'string[]', next: 'mac_flap?' })],
  failsWhen: [refusal('bridge already exists')],
});
const input = inputValidator(bridge);
const output = outputValidator(bridge);
const right = { bridge_name: 'br0', interfaces: ['eth0'] };

function faults(result: Validated): readonly (readonly [string, string])[] {
  return result.ok ? [] : result.issues.map(({ path, code }) => [path, code]);
}

describe('inputs', () => {
  it('fill in defaults as typed values and leave absent optional fields absent', () => {
    expect(input.validate(right)).toEqual({ ok: true, value: { ...right, stp_enabled: false } });
  });

  it('are refused with every fault at once', () => {
    const wrong = { bridg_name: 'br0', interfaces: [], stp_enabled: 'false', delay: 1.5, extra: [] };
    expect(faults(input.validate(wrong))).toEqual([
      ['bridge_name', 'missing'],
      ['interfaces', 'out-of-bounds'],
      ['stp_enabled', 'wrong-type'],
      ['delay', 'wrong-type'],
      ['extra', 'wrong-type'],
      ['bridg_name', 'unknown-field'],
    ]);
  });

  it('name what was expected, what was found and what may have been meant', () => {
    const result = input.validate({ ...right, interfaces: ['eth0', 5], delai: 3 });
    expect(result).toMatchObject({
      issues: [
        {
          path: 'interfaces[1]',
          expected: 'string',
          found: '5',
          message: 'interfaces[1]: expected string, found 5',
        },
        { path: 'delai', suggestion: 'delay', message: 'delai: unknown field; did you mean delay?' },
      ],
    });
  });

  it.each([
    ['null for an absent value', { ...right, delay: null }, 'delay', 'wrong-type'],
    ['an int that is no safe integer', { ...right, delay: 2 ** 53 }, 'delay', 'wrong-type'],
    ['text for an int', { ...right, delay: '5' }, 'delay', 'wrong-type'],
    ['NaN', { ...right, weight: Number.NaN }, 'weight', 'wrong-type'],
    ['Infinity', { ...right, weight: Number.POSITIVE_INFINITY }, 'weight', 'wrong-type'],
    ['a list that is too long', { ...right, interfaces: ['a', 'b', 'c', 'd', 'e'] }, 'interfaces', 'out-of-bounds'],
    ['a member that is undefined', { ...right, delay: undefined }, 'delay', 'not-json'],
    ['NaN inside an object', { ...right, extra: { a: [Number.NaN] } }, 'extra.a[0]', 'not-json'],
    ['a class instance', { ...right, extra: new Map() }, 'extra', 'not-json'],
    ['a function', { ...right, extra: { run: () => 1 } }, 'extra.run', 'not-json'],
    ['a date inside a list', { ...right, extra: { at: [new Date(0)] } }, 'extra.at[0]', 'not-json'],
    ['a hole in a list', { ...right, extra: { list: Array(1) } }, 'extra.list[0]', 'not-json'],
    ['a list for the whole', [], '', 'wrong-type'],
    ['nothing', undefined, '', 'wrong-type'],
  ])('refuse %s', (_, value, path, code) => {
    expect(faults(input.validate(value))).toEqual([[path, code]]);
  });

  it('accept whole numbers as floats', () => {
    expect(input.validate({ ...right, weight: 2 }).ok).toBe(true);
  });

  it('refuse __proto__ members wherever they stand', () => {
    const hostile: unknown = JSON.parse('{"bridge_name":"br0","interfaces":["a"],"__proto__":{"delay":1}}');
    const nested: unknown = JSON.parse('{"bridge_name":"br0","interfaces":["a"],"extra":{"a":{"__proto__":1}}}');
    expect(faults(input.validate(hostile))).toEqual([['__proto__', 'unknown-field']]);
    expect(faults(input.validate(nested))).toEqual([['extra.a.__proto__', 'unsafe-key']]);
    expect(({} as Record<string, unknown>)['delay']).toBeUndefined();
  });

  it('refuse endless nesting without overflowing the stack', () => {
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    const ring: Record<string, unknown> = {};
    ring['ring'] = ring;
    expect(faults(input.validate({ ...right, extra: deep }))).toEqual([
      [expect.stringMatching(/^extra\.deep/), 'too-deep'],
    ]);
    expect(faults(input.validate({ ...right, extra: ring }))).toEqual([
      [expect.stringMatching(/^extra\.ring/), 'too-deep'],
    ]);
  });

  it('report at most a hundred faults of a flood', () => {
    const flood = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index]));
    const result = input.validate({ ...right, ...flood });
    expect(faults(result)).toHaveLength(100);
  });

  it('print hostile keys and values harmlessly', () => {
    const result = input.validate({ ...right, 'a\u001b[2J\u202e': 1, delay: '\u0007\u009b31m\u202e'.repeat(40) });
    const text = JSON.stringify(result);
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.length).toBeLessThan(1_000);
  });

  it('of a topology are checked like those of a gene', () => {
    const topology = {
      ...pathway(),
      kind: 'topology' as const,
      has: [],
      onFailure: [],
      takes: fields({ nic: 'string[3..]' }),
    };
    expect(faults(inputValidator(topology).validate({ nic: ['a', 'b'] }))).toEqual([['nic', 'out-of-bounds']]);
  });

  it('give every result a default of its own', () => {
    const listed = inputValidator(gene({ takes: [field('vlans', 'int[]', { default: literal([1, 2]) })] }));
    const [first, second] = [listed.validate({}), listed.validate({})];
    expect(first).toEqual({ ok: true, value: { vlans: [1, 2] } });
    if (first.ok && second.ok) expect(first.value['vlans']).not.toBe(second.value['vlans']);
  });
});

describe('outputs', () => {
  const good = { success: true, resources_created: ['br0'], flaps: [{ mac: 'm', ports: [] }] };

  it('that say success have every required field and nothing else', () => {
    expect(output.validate(good)).toEqual({ ok: true, value: good });
    expect(faults(output.validate({ success: true, extra: 1 }))).toEqual([
      ['resources_created', 'missing'],
      ['flaps', 'missing'],
      ['extra', 'unknown-field'],
    ]);
    expect(faults(output.validate({ ...good, refusal: 'bridge already exists' }))).toEqual([
      ['refusal', 'unknown-field'],
    ]);
  });

  it('are strict inside custom types, recursively', () => {
    const flap = { mac: 'm', ports: [], next: { mac: 1, ports: [], prts: [] } };
    expect(faults(output.validate({ ...good, flaps: [flap] }))).toEqual([
      ['flaps[0].next.mac', 'wrong-type'],
      ['flaps[0].next.prts', 'unknown-field'],
    ]);
  });

  it('that say failure are looked at for success, error and refusal only', () => {
    const failed = { success: false, error: 'busy', refusal: 'bridge already exists', flaps: 'none', odd: 1 };
    expect(output.validate(failed)).toEqual({
      ok: true,
      value: { success: false, error: 'busy', refusal: 'bridge already exists' },
    });
    expect(faults(output.validate({ success: false, error: 5, refusal: [] }))).toEqual([
      ['error', 'wrong-type'],
      ['refusal', 'wrong-type'],
    ]);
  });

  it.each([1, 'true', null, Number.NaN])('do not pass %s for true', (success) => {
    expect(faults(output.validate({ ...good, success }))).toEqual([['success', 'wrong-type']]);
  });

  it('without a declared success are whole or wrong', () => {
    const diagnostic = outputValidator(gene({ family: 'diagnostic', gives: fields({ healthy: 'bool' }) }));
    expect(diagnostic.validate({ healthy: false })).toEqual({ ok: true, value: { healthy: false } });
    expect(faults(diagnostic.validate({ success: false }))).toEqual([
      ['healthy', 'missing'],
      ['success', 'unknown-field'],
    ]);
  });

  it('of a pathway are success and healthy', () => {
    const fused = outputValidator(pathway());
    expect(fused.validate({ success: true, healthy: true }).ok).toBe(true);
    expect(faults(fused.validate({ success: true }))).toEqual([['healthy', 'missing']]);
    expect(fused.validate({ success: false, error: 'step 2' }).ok).toBe(true);
  });

  it('of a contract that was never checked are a bug, not a verdict', () => {
    expect(() => outputValidator(gene({ gives: fields({ odd: 'no_such_type' }) }))).toThrow(/not declared/);
  });
});
