import { replayTrial } from '../../arena/replay/replay-trial.ts';
import type { TrialCase } from '../../arena/trial-case.ts';
import { allelePath } from '../../genome/allele-path.ts';
import type { Sha256 } from '../../model/digest.ts';
import { dormantOrganism } from '../../organism/open-organism.ts';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import type { MutationScene } from './mutation-scene.ts';

/**
 * The first allele that is right on every one of these cases as things stand: expressed ones first, then the pool. Then
 * nobody has to be asked for another.
 */
export async function answeringAllele(scene: MutationScene, cases: readonly TrialCase[]): Promise<Sha256 | undefined> {
  const { workspace, contract, genome, phenotype, stack, pool } = scene;
  const locus = contract.name.text;
  const ruledOut = new Set(phenotype.loci.get(locus)?.deprecated);
  const candidates = [...stack, ...pool.filter((digest) => !stack.includes(digest) && !ruledOut.has(digest))];
  const { contracts, book, alleles, ...dormant } = await dormantOrganism(workspace, phenotype.name);
  const sandbox = await createSandbox({ cacheDir: workspace.cache });
  try {
    const parts = { contracts, book, alleles, phenotype: dormant.phenotype };
    for (const digest of candidates) {
      const gene = { digest, source: await genome.source(locus, digest), file: allelePath(locus, digest) };
      let right = true;
      for (const trial of cases) {
        right &&= (await replayTrial({ ...parts, sandbox }, contract, gene, trial)).outcome === 'ok';
      }
      if (right) return digest;
    }
    return undefined;
  } finally {
    sandbox.dispose();
  }
}
