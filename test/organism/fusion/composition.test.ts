import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composition } from '../../../src/organism/fusion/composition.ts';
import { dormantOrganism } from '../../../src/organism/open-organism.ts';
import type { StepReport } from '../../../src/organism/run/report.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { fusionRepository } from './fusion-repository.ts';

const loci = { '1': 'bridge_create', '2': 'bridge_stp' } as const;
const steps = fc
  .array(fc.tuple(fc.constantFrom<'1' | '2'>('1', '2'), fc.constantFrom('a', 'b', 'c')), { maxLength: 4 })
  .map((list) => list.map(([step, name]) => ({ step, locus: loci[step], allele: sha256(name) }) as StepReport));

test('law: the digest depends on who answered where, and on nothing that was asked before', async () => {
  const workspace = await openWorkspace((await fusionRepository()).root);
  const used = await dormantOrganism(workspace, 'default');
  const contract = used.contracts.pathways.get('make_pair')!;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 4 }), async (runs) => {
      for (const run of runs) {
        // A pathway nobody has asked about.
        const unknown = { ...contract };
        expect(await composition(used, contract, run)).toBe(await composition(used, unknown, run));
      }
    }),
    { numRuns: 50 },
  );
});

test('other alleles make another digest, the same in another order do not', async () => {
  const dormant = await dormantOrganism(await openWorkspace((await fusionRepository()).root), 'default');
  const contract = dormant.contracts.pathways.get('make_pair')!;
  const at = (...names: readonly string[]): Promise<string> =>
    composition(
      dormant,
      contract,
      names.map((name) => ({ step: '1', locus: 'bridge_create', allele: sha256(name) }) as StepReport),
    );
  const expressed = await at();
  expect(await at('a')).not.toBe(expressed);
  expect(await at('a', 'b')).toBe(await at('b', 'a', 'b'));
  expect(await at('a', 'b')).not.toBe(await at('a'));
  expect(await at()).toBe(expressed);
});
