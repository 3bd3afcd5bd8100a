import { expect, it } from 'vitest';
import { checkIntegrity } from '../../../src/arena/stages/integrity.ts';
import { checkStatically } from '../../../src/arena/stages/static-check.ts';
import { Genome } from '../../../src/genome/genome.ts';
import { fusedModule } from '../../../src/organism/fusion/fused-module.ts';
import { dormantOrganism } from '../../../src/organism/open-organism.ts';
import { reachableLoci } from '../../../src/organism/run/reachable-loci.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { expressedStack } from '../../../src/phenotype/expression.ts';
import { compiler } from '../../helpers/arena.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';

it('lets what fusion makes pass both stages in which nothing runs', async () => {
  const workspace = await openWorkspace((await genomeRepository()).root);
  const dormant = await dormantOrganism(workspace, 'default');
  const { contracts, phenotype } = dormant;
  let count = 0;
  for (const contract of contracts.pathways.values()) {
    const loci = reachableLoci(contracts, contract);
    if (loci.some(({ name }) => expressedStack(phenotype, name.text).length === 0)) continue;
    const locus = contract.name.text;
    const { source } = await fusedModule(dormant, contract);
    const candidate = { locus, bytes: Buffer.from(source) };
    const integrity = await checkIntegrity(candidate, {
      genome: new Genome(workspace.tree),
      compiler,
      certified: false,
    });
    expect({ locus, failures: integrity.failures }).toEqual({ locus, failures: [] });
    const types = await checkStatically({ locus, source }, { contracts, compiler });
    expect({ locus, failures: types.failures }).toEqual({ locus, failures: [] });
    count += 1;
  }
  expect(count).toBeGreaterThan(3);
});
