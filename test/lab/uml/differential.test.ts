import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changingCallOn, type Call } from '../../kernel/mock/arbitrary-operations.ts';
import { findDisagreement } from '../differential.ts';
import { describeLab } from '../lab.ts';
import { cards } from '../network.ts';
import { sequenceBudget } from '../sequences.ts';

const budget = sequenceBudget(60);

const vlans = ['eth0.5', 'eth1.5', 'bond0.5', 'br0.5', 'tag'];
const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...cards, 'br0', 'bond0', ...vlans) },
  { weight: 1, arbitrary: fc.constantFrom('lo', 'nothing') },
);

const call = changingCallOn({
  any: name,
  lists: fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...cards) }, name), { maxLength: 3 }),
  bridge: fc.oneof({ weight: 12, arbitrary: fc.constant('br0') }, { weight: 1, arbitrary: name }),
  bond: fc.oneof({ weight: 12, arbitrary: fc.constant('bond0') }, { weight: 1, arbitrary: name }),
  vlan: fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...vlans) }, { weight: 1, arbitrary: name }),
});

describeLab('uml', 'the mock and a kernel with bonds and VLANs', () => {
  it('agree on random sequences of operations', async () => {
    let operations = 0;
    let sequences = 0;
    const agrees = fc.asyncProperty(fc.array(call, { maxLength: 30, size: 'max' }), async (calls: Call[]) => {
      expect(await findDisagreement(calls)).toBeUndefined();
      operations += calls.length;
      sequences += 1;
    });
    await fc.assert(agrees, budget);
    console.log(`mock and kernel agreed on ${sequences} sequences, ${operations} operations (LAB_SEED=${budget.seed})`);
    expect(sequences).toBeGreaterThan(0);
  }, 3_600_000);
});
