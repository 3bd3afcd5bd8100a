import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changingCallOn, type Call } from '../../kernel/mock/arbitrary-operations.ts';
import { findDisagreement } from '../differential.ts';
import { describeLab } from '../lab.ts';
import { managedHost } from '../managed-host.ts';
import { cards } from '../network.ts';

/** How many sequences; LAB_SEED replays what a failure printed. */
const sequences = Number(process.env['LAB_SEQUENCES'] ?? 8);
const seed = process.env['LAB_SEED'] === undefined ? {} : { seed: Number(process.env['LAB_SEED']) };

const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...cards, 'br0', 'br1') },
  { weight: 1, arbitrary: fc.constantFrom('lo', 'nothing', 'a b') },
);

/** This kernel has no bonds and no VLANs: the User-Mode Linux lab has. */
const call = changingCallOn({
  any: name,
  lists: fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...cards) }, name), { maxLength: 3 }),
  bridge: fc.oneof({ weight: 12, arbitrary: fc.constantFrom('br0', 'br1') }, { weight: 1, arbitrary: name }),
  bond: name,
  vlan: name,
}).filter(([operation]) => operation !== 'createBond' && operation !== 'createVlan');

describeLab('networkmanager', 'the mock and NetworkManager', () => {
  let host: Awaited<ReturnType<typeof managedHost>>;
  beforeAll(async () => {
    host = await managedHost();
  });
  afterAll(() => {
    host.close();
  });

  it(`agree on ${sequences} random sequences of operations on bridges and cards`, async () => {
    let operations = 0;
    const agrees = fc.asyncProperty(fc.array(call, { maxLength: 15, size: 'max' }), async (calls: Call[]) => {
      operations += calls.length;
      expect(await findDisagreement(calls, host)).toBeUndefined();
    });
    await fc.assert(agrees, { numRuns: sequences, interruptAfterTimeLimit: 600_000, ...seed });
    console.log(`mock and NetworkManager agreed on ${sequences} sequences, ${operations} operations`);
  }, 900_000);
});
