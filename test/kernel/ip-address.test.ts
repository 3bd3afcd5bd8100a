import { describe, expect, it } from 'vitest';
import { inPrefix, isLoopbackIp, parseIp, sameIp, type IpAddress } from '../../src/kernel/ip-address.ts';

function ip(text: string): IpAddress {
  const parsed = parseIp(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}

describe('IP addresses', () => {
  it('are read as numbers', () => {
    expect(ip('192.0.2.1')).toEqual({ family: 'inet', value: 0xc0000201n });
    expect(ip('::')).toEqual({ family: 'inet6', value: 0n });
    expect(ip('2001:db8::1').value).toBe(0x20010db8000000000000000000000001n);
    expect(ip('1:2:3:4:5:6:7:8').value).toBe(0x00010002000300040005000600070008n);
    expect(ip('::ffff:192.0.2.1').value).toBe(0xffffc0000201n);
    expect(ip('fe80::').value).toBe(0xfe80n << 112n);
  });

  it.each(['example.org', '192.0.2', '192.0.2.256', '1:2', 'fe80::1%eth0', '', '192.0.2.1/24', ' 192.0.2.1'])(
    'are not %j',
    (text) => {
      expect(parseIp(text)).toBeUndefined();
    },
  );

  it('are compared by prefix within their family', () => {
    expect(inPrefix(ip('192.0.2.77'), ip('192.0.2.10'), 24)).toBe(true);
    expect(inPrefix(ip('192.0.3.77'), ip('192.0.2.10'), 24)).toBe(false);
    expect(inPrefix(ip('192.0.3.77'), ip('192.0.2.10'), 23)).toBe(true);
    expect(inPrefix(ip('203.0.113.1'), ip('192.0.2.10'), 0)).toBe(true);
    expect(inPrefix(ip('::1'), ip('0.0.0.1'), 0)).toBe(false);
    expect(inPrefix(ip('2001:db8::5'), ip('2001:db8::10'), 64)).toBe(true);
    expect(inPrefix(ip('2001:db8::5'), ip('2001:db8::10'), 128)).toBe(false);
    expect(sameIp(ip('2001:DB8:0::1'), ip('2001:db8::1'))).toBe(true);
  });

  it('know the loopback', () => {
    expect(isLoopbackIp(ip('127.5.5.5'))).toBe(true);
    expect(isLoopbackIp(ip('::1'))).toBe(true);
    expect(isLoopbackIp(ip('128.0.0.1'))).toBe(false);
  });
});
