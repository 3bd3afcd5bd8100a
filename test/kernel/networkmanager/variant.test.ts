import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonToValue, valueToJson, Variant } from '../../../src/kernel/networkmanager/variant.ts';
import type { Json } from '../../../src/model/json.ts';

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.bigInt(),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    fc
      .tuple(fc.constantFrom('s', 'u', 'a{sv}'), tie('value'))
      .map(([signature, inner]) => new Variant(signature, inner)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$v', '$o', '__proto__')), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('values with their D-Bus types as JSON', () => {
  it('come back from the disk as they were', () => {
    fc.assert(
      fc.property(value, (given) => {
        const json = JSON.parse(JSON.stringify(valueToJson(given))) as Json;
        const back = valueToJson(jsonToValue(json));
        expect(back).toEqual(json);
      }),
    );
  });

  it('keep 64-bit numbers, bytes and types', () => {
    const given = { timestamp: new Variant('t', 2n ** 60n), mac: new Variant('ay', Buffer.from([2, 0, 255])) };
    const back = jsonToValue(JSON.parse(JSON.stringify(valueToJson(given))) as Json) as typeof given;
    expect(back.timestamp).toEqual(given.timestamp);
    expect(back.mac.signature).toBe('ay');
    expect([...(back.mac.value as Buffer)]).toEqual([2, 0, 255]);
  });
});
