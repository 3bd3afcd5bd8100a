import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMulticastMac, normaliseMac, stationMacFault } from '../../src/kernel/mac.ts';
import { derivedMac } from '../../src/kernel/mock/derived-mac.ts';

describe('MAC addresses', () => {
  it('are written in lower case', () => {
    expect(normaliseMac('52:54:00:AA:bb:0C')).toBe('52:54:00:aa:bb:0c');
  });

  it.each(['52:54:00:aa:bb', '52-54-00-aa-bb-cc', '5254.00aa.bbcc', '52:54:00:aa:bb:gg', '52:54:00:aa:bb:cc\n', ''])(
    'are not %j',
    (text) => {
      expect(normaliseMac(text)).toBeUndefined();
      expect(stationMacFault(text)).toContain('hexadecimal');
    },
  );

  it('of a station are neither zero nor of a group', () => {
    expect(stationMacFault('52:54:00:00:00:01')).toBeUndefined();
    expect(stationMacFault('00:00:00:00:00:00')).toContain('zero');
    expect(stationMacFault('ff:ff:ff:ff:ff:ff')).toContain('group');
    expect(stationMacFault('01:00:5E:00:00:01')).toContain('group');
  });

  it('of software devices are those of one station, administered locally, and always the same', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const mac = derivedMac(name);
        expect(stationMacFault(mac)).toBeUndefined();
        expect(isMulticastMac(mac)).toBe(false);
        expect(Number.parseInt(mac.slice(0, 2), 16) & 2).toBe(2);
        expect(derivedMac(name)).toBe(mac);
      }),
    );
    expect(derivedMac('br0')).not.toBe(derivedMac('br1'));
  });
});
