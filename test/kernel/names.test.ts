import { describe, expect, it } from 'vitest';
import { deviceNameFault, isDeviceName } from '../../src/kernel/names.ts';

describe('interface names', () => {
  it.each(['eth0', 'a', 'bond0.100', 'abcdefghijklmno', 'ü', 'éééééééa', '-x', 'a"b', "a'b", '__proto__', 'br_0'])(
    'takes what Linux 6.18 takes: %j',
    (name) => {
      expect(deviceNameFault(name)).toBeUndefined();
      expect(isDeviceName(name)).toBe(true);
    },
  );

  it.each([
    ['', 'empty'],
    ['.', 'reserved'],
    ['..', 'reserved'],
    ['all', 'reserved'],
    ['default', 'reserved'],
    ['bonding_masters', 'reserved'],
    ['abcdefghijklmnop', '16 bytes'],
    ['éééééééé', '16 bytes'],
    ['a/b', '"/"'],
    ['a:b', '":"'],
    ['a b', 'white space'],
    ['a\tb', 'white space'],
    ['a\u00a0b', 'white space'],
    ['à', 'white space'],
    ['br%d', '"%"'],
    ['a\u0000', 'control character'],
    ['\u001b[2J', 'control character'],
    ['a\ud800', 'well-formed'],
  ])('refuses %j', (name, reason) => {
    expect(deviceNameFault(name)).toContain(reason);
    expect(isDeviceName(name)).toBe(false);
  });
});
