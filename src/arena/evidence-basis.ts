import { contractDigest } from '../contract/contract-digest.ts';
import { worldVersion } from '../kernel/mock/world-schema.ts';
import { reachableLoci } from '../organism/run/reachable-loci.ts';
import type { EvidenceBasis } from './evidence.ts';
import type { Matter } from './matter.ts';

/** Meaning of the arena's rules: raised when the same candidate may fare otherwise. */
const arenaVersion = 1;

/** What a verdict follows from beside candidate and incumbent, by digest. */
export function basisOf(matter: Matter): EvidenceBasis {
  const { contracts, contract, stacks, others, seed, budget, alpha, cases } = matter;
  return {
    contracts: Object.fromEntries(
      reachableLoci(contracts, contract).map((gene) => [gene.name.text, contractDigest(gene)]),
    ),
    verification: Object.fromEntries([...stacks].map(([locus, genes]) => [locus, genes.map(({ digest }) => digest)])),
    others: others.map(({ digest }) => digest),
    arena: arenaVersion,
    mock: worldVersion,
    seed,
    budget,
    alpha,
    cases,
  };
}
