import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changingCallOn, type Call } from '../../kernel/mock/arbitrary-operations.ts';
import { findDisagreement } from '../differential.ts';
import { describeLab } from '../lab.ts';
import { managedHost } from '../managed-host.ts';
import { cards } from '../network.ts';
import { sequenceBudget } from '../sequences.ts';

const budget = sequenceBudget(45);

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

  it('agree on random sequences of operations on bridges and cards', async () => {
    let operations = 0;
    let sequences = 0;
    const agrees = fc.asyncProperty(fc.array(call, { maxLength: 15, size: 'max' }), async (calls: Call[]) => {
      expect(await findDisagreement(calls, host)).toBeUndefined();
      operations += calls.length;
      sequences += 1;
    });
    await fc.assert(agrees, budget);
    console.log(
      `mock and NetworkManager agreed on ${sequences} sequences, ${operations} operations (LAB_SEED=${budget.seed})`,
    );
    expect(sequences).toBeGreaterThan(0);
  }, 3_600_000);
});
