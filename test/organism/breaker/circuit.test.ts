import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closedCircuit,
  coolDownSeconds,
  failuresToOpen,
  keepsBack,
  nextCircuit,
  type Circuit,
  type CircuitEvent,
} from '../../../src/organism/breaker/circuit.ts';

function after(events: readonly (readonly [CircuitEvent, number])[], start: Circuit = closedCircuit): Circuit {
  return events.reduce((circuit, [event, at]) => nextCircuit(circuit, event, at), start);
}

const failure = (at: number): readonly (readonly [CircuitEvent, number])[] => [
  ['tried', at],
  ['failed', at],
  ['mended', at],
];

describe('a circuit', () => {
  test('opens at the third mended failure in a row and not before', () => {
    expect(after([...failure(1), ...failure(2)])).toEqual({ state: 'closed', streak: 2 });
    expect(after([...failure(1), ...failure(2), ...failure(3)])).toEqual({ state: 'open', since: 3 });
  });

  test('forgets its failures at a success', () => {
    const events = [...failure(1), ...failure(2), ['succeeded', 3] as const, ...failure(4), ...failure(5)];
    expect(after(events)).toEqual({ state: 'closed', streak: 2 });
  });

  test('is not opened by inputs that nobody could answer', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<CircuitEvent>('tried', 'failed')), (events) => {
        expect(after(events.map((event, at) => [event, at]))).toEqual(closedCircuit);
      }),
    );
  });

  test('keeps the allele back for the cool-down, then gives it one trial', () => {
    const open: Circuit = { state: 'open', since: 100 };
    expect(keepsBack(open, 100)).toBe(true);
    expect(keepsBack(open, 100 + coolDownSeconds - 1)).toBe(true);
    expect(keepsBack(open, 100 + coolDownSeconds)).toBe(false);
    const later = 100 + coolDownSeconds;
    expect(after([['tried', later]], open)).toEqual({ state: 'half-open', since: 100 });
    expect(
      after(
        [
          ['tried', later],
          ['succeeded', later],
        ],
        open,
      ),
    ).toEqual(closedCircuit);
    expect(after(failure(later), open)).toEqual({ state: 'open', since: later });
  });

  test('is not held open by a clock that went back', () => {
    expect(keepsBack({ state: 'open', since: 1000 }, 10)).toBe(false);
  });

  test('never opens without the full number of mended failures since the last success', () => {
    const events = fc.array(fc.constantFrom<CircuitEvent>('tried', 'succeeded', 'failed', 'mended'));
    fc.assert(
      fc.property(events, (list) => {
        let mended = 0;
        let circuit = closedCircuit;
        for (const event of list) {
          mended = event === 'succeeded' ? 0 : event === 'mended' ? mended + 1 : mended;
          circuit = nextCircuit(circuit, event, 0);
          if (circuit.state !== 'closed') {
            expect(mended).toBeGreaterThanOrEqual(failuresToOpen);
            return;
          }
        }
      }),
    );
  });
});
