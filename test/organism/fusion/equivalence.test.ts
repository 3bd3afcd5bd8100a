import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { inProcess } from '../../helpers/run-in-process.ts';
import { fusedSource, fusionRepository, plantFused } from './fusion-repository.ts';

const input = fc.record({
  bridge_name: fc.constantFrom('br0', 'eth0', 'a-name-that-is-too-long'),
  interfaces: fc.uniqueArray(fc.constantFrom('eth1', 'eth2', 'eth3', 'gone'), { minLength: 1, maxLength: 3 }),
  stp_enabled: fc.boolean(),
  forward_delay: fc.constantFrom(2, 4, 31),
  mac: fc.constantFrom('preserve', '02:00:00:00:00:01', 'nonsense'),
});

test('law: fused, a pathway leaves the world its steps leave, and gives the same answer', async () => {
  const name = 'provision_management_bridge';
  const [stepwise, fused] = [await fusionRepository(), await fusionRepository()];
  await plantFused(fused, name, await fusedSource(fused, name));
  const states: string[] = [];
  const law = async (given: JsonObject): Promise<void> => {
    const [a, b] = [inProcess(stepwise), inProcess(fused)];
    const [one, other] = [await a.run(name, given), await b.run(name, given)];
    expect([other.ok, other.failure, other.healthy]).toEqual([one.ok, one.failure, one.healthy]);
    expect(other.fusion?.state).toBe(one.ok ? 'fused' : 'passed');
    expect(canonicalJson(await b.kernel.snapshot())).toBe(canonicalJson(await a.kernel.snapshot()));
    states.push(other.fusion?.state ?? '');
  };
  const example = {
    bridge_name: 'br0',
    interfaces: ['eth1', 'eth2'],
    stp_enabled: true,
    forward_delay: 4,
    mac: 'preserve',
  };
  await fc.assert(fc.asyncProperty(input, law), { numRuns: 6, seed: 7, examples: [[example]] });
  expect(states).toContain('fused');
});
