import { describe, expect, it } from 'vitest';
import {
  aheadSignature,
  failureMessage,
  failureSignature,
  symptomsOf,
  symptomText,
} from '../../../src/evolution/mutate/failure-symptoms.ts';
import type { FailureCase } from '../../../src/organism/cases/failure-case-format.ts';
import { sha256 } from '../../../src/model/digest.ts';

const contract = sha256('contract');

function failed(attempts: readonly { kind: string; message?: string; verify?: readonly object[] }[]): FailureCase {
  return {
    version: 2,
    locus: 'bridge_uplink',
    contract,
    kernel: 'mock',
    capture: 'full',
    input: {},
    world: {},
    attempts: attempts.map(({ kind, message = '', verify = [] }, index) => ({
      allele: sha256(String(index)),
      error: { kind, message },
      operations: [],
      operationsLeftOut: 0,
      verify: verify as never,
    })),
  };
}

const unhealthy = { check: 'check_neighbours', healthy: false, timescale: 'convergence' };

describe('the symptoms of a failure', () => {
  it('are the same for other alleles, orders, addresses and messages', () => {
    const one = failed([{ kind: 'unhealthy', message: 'eth1', verify: [unhealthy] }, { kind: 'exception' }]);
    const other = failed([
      { kind: 'exception', message: 'at line 3' },
      { kind: 'unhealthy', verify: [{ check: 'check_link_state', healthy: true }, unhealthy] },
      { kind: 'exception' },
    ]);
    expect(symptomsOf(other)).toEqual(symptomsOf(one));
    expect(symptomText(symptomsOf(one))).toBe('unhealthy (check_neighbours); exception');
  });

  it('differ with the diagnostic, and give another signature with another contract', () => {
    const one = symptomsOf(failed([{ kind: 'unhealthy', verify: [unhealthy] }]));
    const other = symptomsOf(failed([{ kind: 'unhealthy', verify: [{ ...unhealthy, check: 'check_link_state' }] }]));
    const names = [one, other].map((each) => failureSignature('bridge_uplink', contract, each));
    const later = failureSignature('bridge_uplink', sha256('other'), one);
    const ahead = aheadSignature('bridge_uplink', contract, undefined);
    expect(new Set([...names, later, ahead]).size).toBe(4);
  });

  it('hold no text of strangers', () => {
    const odd = failed([{ kind: '--> <b>', message: '\u202egnp', verify: [{ check: '`rm`', healthy: false }, []] }]);
    expect(symptomText(symptomsOf(odd))).toBe('other');
    expect(failureMessage(odd)).toBe('\\u{202e}gnp');
  });
});
