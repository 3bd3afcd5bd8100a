import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelError } from '../../src/errors/kernel-error.ts';
import {
  allOperations,
  checkArguments,
  isOperation,
  observingOperations,
  operations,
  type OperationArguments,
  type OperationName,
} from '../../src/kernel/operations.ts';
import type { NetworkKernel, ObservingKernel } from '../../src/kernel/network.ts';
import type { Json } from '../../src/model/json.ts';

function fault(operation: OperationName, ...args: readonly Json[]): string {
  try {
    checkArguments(operation, args);
  } catch (error) {
    if (error instanceof KernelError && error.code === 'EINVAL' && error.operation === operation) return error.message;
    throw error;
  }
  throw new Error(`${operation} took ${JSON.stringify(args)}`);
}

/* Fails to compile when the table and the interface differ in a name, a half or an argument. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Misfits = {
  [Name in OperationName]: OperationArguments<Name> extends Parameters<NetworkKernel[Name]> ? never : Name;
}[OperationName];
type Observing = {
  [Name in OperationName]: (typeof operations)[Name]['half'] extends 'observe' ? Name : never;
}[OperationName];

describe('the table of operations', () => {
  it('covers the interface exactly, which the compiler checks', () => {
    const names: Same<OperationName, keyof NetworkKernel> = true;
    const halves: Same<Observing, keyof ObservingKernel> = true;
    const args: Same<Misfits, never> = true;
    expect([names, halves, args]).toEqual([true, true, true]);
    expect(Object.keys(operations)).toEqual(allOperations);
  });

  it('has two halves, of which observing is the smaller', () => {
    expect(observingOperations).toContain('probe');
    expect(observingOperations).not.toContain('announce');
    expect(allOperations).toEqual(expect.arrayContaining([...observingOperations]));
    expect(allOperations).toHaveLength(24);
    expect(isOperation('setUp')).toBe(true);
    expect(isOperation('toString')).toBe(false);
  });
});

describe('arguments', () => {
  it('are taken with absent options absent and addresses in lower case', () => {
    expect(checkArguments('createBridge', ['br0'])).toEqual(['br0']);
    expect(checkArguments('createBridge', ['br0', null])).toEqual(['br0']);
    expect(checkArguments('announce', ['br0', '52:54:00:AA:00:01'])).toEqual(['br0', '52:54:00:aa:00:01']);
    expect(checkArguments('createVlan', ['bond0', 100, { name: 'v100' }])).toEqual(['bond0', 100, { name: 'v100' }]);
    expect(checkArguments('probe', ['2001:db8::1', { timeoutSeconds: 0.5 }])).toEqual([
      '2001:db8::1',
      { timeoutSeconds: 0.5 },
    ]);
    expect(checkArguments('link', ['a name of no interface'])).toEqual(['a name of no interface']);
  });

  it('are refused with what was expected and what was given', () => {
    expect(fault('createBridge', 'bridge-of-sixteen')).toBe(
      'createBridge: name: expected an interface name, but the name has 17 bytes, at most 15 are allowed; got "bridge-of-sixteen"',
    );
    expect(fault('setUp', 'eth0', 'yes')).toBe('setUp: up: expected true or false; got "yes"');
    expect(fault('createVlan', 'eth0', 0)).toContain('expected a VLAN id, a whole number from 1 to 4094; got 0');
    expect(fault('createVlan', 'eth0', 1.5)).toContain('whole number from 1 to 4094; got 1.5');
    expect(fault('createBond', 'bond0', { mode: 'fastest' })).toContain('active-backup');
    expect(fault('createBond', 'bond0')).toContain('expected name, options; got 1');
    expect(fault('probe')).toContain('expected target, options?; got 0');
    expect(fault('createBond', 'bond0', { mode: 'broadcast', miimon: -1 })).toContain('milliseconds');
    expect(fault('setMac', 'br0', 'FF:ff:ff:ff:ff:ff')).toContain('group address');
    expect(fault('setMac', 'br0', null)).toBe('setMac: wrong number of arguments: expected device, mac; got 1');
    expect(fault('probe', 'example.org')).toContain('names are not looked up');
    expect(fault('sleep', 3601)).toContain('from 0 to 3600');
    expect(fault('sleep', -1)).toContain('from 0 to 3600');
  });

  it('are refused when there are too many or unknown options', () => {
    expect(fault('links', 'x')).toContain('wrong number of arguments: expected none; got 1');
    expect(fault('attachPort', 'br0', 'eth0', 'eth1')).toContain('expected bridge, port; got 3');
    expect(fault('attachPort', 'br0')).toBe('attachPort: wrong number of arguments: expected bridge, port; got 1');
    expect(fault('createBridge', 'br0', { stp_enabled: true })).toContain(
      'expected only the options ports, stp, forwardDelay, mac, not stp_enabled',
    );
    expect(fault('createBridge', 'br0', ['eth0'])).toContain('expected an object with options');
    expect(fault('createBridge', 'br0', { ports: ['eth0', 7] })).toContain(
      'options.ports.1: expected an interface name; got 7',
    );
    expect(fault('createBridge', 'br0', { forwardDelay: 2.5 })).toContain('whole number');
  });

  it('quote hostile values only in part', () => {
    expect(fault('createBridge', 'x'.repeat(10_000)).length).toBeLessThan(300);
    const proto = JSON.parse('{"__proto__": {"ports": ["eth0"]}}') as Json;
    expect(fault('createBridge', 'br0', proto)).toContain('__proto__');
  });

  it('never get through as anything but what the operation takes, and never fail but with EINVAL', () => {
    const json = fc.jsonValue() as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(fc.constantFrom(...allOperations), fc.array(json, { maxLength: 3 }), (operation, args) => {
        try {
          expect(checkArguments(operation, args).length).toBeLessThanOrEqual(args.length);
        } catch (error) {
          expect(error).toBeInstanceOf(KernelError);
          expect(error).toMatchObject({ code: 'EINVAL', operation });
        }
      }),
      { numRuns: 500 },
    );
  });
});
