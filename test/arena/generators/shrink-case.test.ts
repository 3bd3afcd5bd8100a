import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateCase } from '../../../src/arena/generators/generate-case.ts';
import { shrinkCase } from '../../../src/arena/generators/shrink-case.ts';
import { smallerWorlds } from '../../../src/arena/generators/shrink-world.ts';
import type { TrialCase } from '../../../src/arena/trial-case.ts';
import { inputValidator } from '../../../src/contract/validators.ts';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { usualError } from '../../../src/kernel/mock/fault-plan.ts';
import { findLink } from '../../../src/kernel/mock/links.ts';
import { parseWorld } from '../../../src/kernel/mock/world-file.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { networkGenome } from '../../helpers/network-genome.ts';
import { runGene } from '../../helpers/run-gene.ts';

const content = await networkGenome();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

/** Leaves a bridge alone that has a port, and says that it did what it was asked to. */
const forgetful = `export default async function execute(input, kernel) {
  const { bridge_name, stp_enabled, forward_delay } = input;
  const bridge = await kernel.bridge(bridge_name);
  if (bridge === null) return { success: false, refusal: 'bridge not found' };
  const { stp, forwardDelay, ports } = bridge;
  if (ports.length === 0) await kernel.setStp(bridge_name, { enabled: stp_enabled, forwardDelay: forward_delay });
  return { success: true, bridge_name, changed: true, previous_stp_enabled: stp, previous_forward_delay: forwardDelay };
}`;

describe('shrinkCase', () => {
  it('leaves one card and one bridge of a planted bug that needs a port', async () => {
    const contract = contractOf('bridge_stp');
    const fails = failsAs(forgetful);
    for (const failing of await failingCases(fails, 3)) {
      const { trial, calls, minimal } = await shrinkCase(contract, failing, fails, 400);
      expect(minimal).toBe(true);
      expect(calls).toBeLessThan(400);
      expect(await fails(trial)).toBe(true);
      expect(trial.world.links.map(({ kind }) => kind).sort()).toEqual(['bridge', 'ethernet', 'loopback']);
      expect(trial.world).toMatchObject({ fdb: [], addresses: [], routes: [], wire: { hosts: [], switches: [] } });
      expect(trial.input).toMatchObject({ stp_enabled: true, forward_delay: 4 });
    }
  });

  it('gives the same each time, and stops at its budget with a case that still fails', async () => {
    const contract = contractOf('bridge_stp');
    const fails = failsAs(forgetful);
    const [failing] = await failingCases(fails, 1);
    if (failing === undefined) throw new Error('no failing case');
    const first = await shrinkCase(contract, failing, fails, 12);
    expect(first).toMatchObject({ calls: 12, minimal: false });
    expect(await fails(first.trial)).toBe(true);
    expect(await shrinkCase(contract, failing, fails, 12)).toEqual(first);
  });

  it('asks for nothing but worlds that could be and inputs that fit', async () => {
    for (const contract of [...content.contracts.genes.values()].slice(0, 6)) {
      const validator = inputValidator(contract);
      const asked: TrialCase[] = [];
      const fails = (trial: TrialCase): Promise<boolean> => {
        asked.push(trial);
        return Promise.resolve(asked.length % 3 === 0);
      };
      await shrinkCase(contract, generateCase(contract, 'valid', 3), fails, 60);
      for (const { world, input } of asked) {
        expect(parseWorld(JSON.stringify(world), 'shrunk')).toEqual(world);
        expect(validator.validate(input)).toEqual({ ok: true, value: input });
      }
    }
  });

  it('drops the faults that do not matter and brings the rest forward', async () => {
    const contract = contractOf('link_up');
    const faults = {
      version: 1 as const,
      faults: [
        { at: 2, does: { kind: 'slow' as const, seconds: 90 } },
        { at: 9, does: usualError('EBUSY') },
        { at: 12, does: { kind: 'reboot' as const } },
      ],
    };
    const fails = (trial: TrialCase): Promise<boolean> =>
      Promise.resolve(trial.faults?.faults.some(({ does, at }) => does.kind === 'error' && at >= 3) ?? false);
    const failing: TrialCase = { world: defaultWorld(), input: { device: 'eth1' }, faults, origin: 'test' };
    const { trial } = await shrinkCase(contract, failing, fails, 200);
    expect(trial.faults?.faults).toEqual([{ at: 3, does: usualError('EBUSY') }]);
  });
});

describe('smallerWorlds', () => {
  it('has nothing to take from a world of the loopback alone but its address', () => {
    const { world } = generateCase(contractOf('link_up'), 'any', 0);
    const bare = { ...world, links: world.links.slice(0, 1), fdb: [], addresses: [], routes: [], neighbours: [] };
    const least = { ...bare, wire: { hosts: [], switches: [] }, schedule: [], announcements: [], boot: null };
    expect([...smallerWorlds(least)].filter((one) => JSON.stringify(one) !== JSON.stringify(least))).toEqual([]);
  });
});

async function failingCases(fails: (trial: TrialCase) => Promise<boolean>, count: number): Promise<TrialCase[]> {
  const found: TrialCase[] = [];
  for (let index = 0; found.length < count && index < 200; index += 1) {
    const trial = generateCase(contractOf('bridge_stp'), 'planted', index);
    if (await fails(trial)) found.push(trial);
  }
  return found;
}

/** Success is claimed and the bridge is not as asked. */
function failsAs(source: string): (trial: TrialCase) => Promise<boolean> {
  const gene = { digest: sha256(source), source, file: 'genome/bridge_stp/planted.ts' };
  const contract = contractOf('bridge_stp');
  return async ({ world, input }) => {
    const { result, after } = await runGene(gene, { contract, input, world }, sandbox);
    const success = result.ok && (result.output as { success: boolean }).success;
    const bridge = findLink(after, input['bridge_name'] as string);
    return success && bridge?.kind === 'bridge' && bridge.stp !== input['stp_enabled'];
  };
}

function contractOf(locus: string): NonNullable<ReturnType<typeof content.contracts.genes.get>> {
  const contract = content.contracts.genes.get(locus);
  if (contract === undefined) throw new Error(`no contract ${locus}`);
  return contract;
}
