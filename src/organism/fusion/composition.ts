import type { PathwayContract } from '../../contract/ast.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { Organism } from '../organism.ts';
import type { StepReport } from '../report.ts';
import { callSites, withoutRounds } from './call-sites.ts';

export type Book = Pick<Organism, 'contracts' | 'book' | 'alleles'>;

/** Which allele answers at one place of a pathway, and what was asked of it. */
export type Answering = readonly [path: string, locus: string, contract: Sha256, alleles: readonly Sha256[]];

/**
 * Which alleles a pathway is made of: for each gene called anywhere in it the alleles that answered there, and the contract
 * digests they answered to. A place no step of the run came by (another branch, an empty list) has the allele that would
 * answer: which branch was taken says nothing about stability.
 * @param steps of a run; none gives what the phenotype expresses now
 * @returns SHA-256 of the canonical JSON
 */
export async function composition(
  { contracts, book, alleles }: Book,
  contract: PathwayContract,
  steps: readonly StepReport[] = [],
): Promise<Sha256> {
  const answered = answeredBy(steps);
  const entries: Answering[] = [];
  for (const site of callSites(contracts, contract)) {
    const locus = site.contract.name.text;
    const digest = book.digest(site.contract);
    if (site.contract.kind === 'pathway') entries.push([site.path, locus, digest, []]);
    else {
      const seen =
        answered.get(`${site.path} ${locus}`) ?? (await alleles.load(locus)).slice(0, 1).map((a) => a.digest);
      entries.push([site.path, locus, digest, [...new Set(seen)].sort()]);
    }
  }
  const texts = entries.map((entry) => canonicalJson(entry)).sort();
  return sha256(canonicalJson([book.digest(contract), ...texts]));
}

function answeredBy(steps: readonly StepReport[]): ReadonlyMap<string, readonly Sha256[]> {
  const answered = new Map<string, Sha256[]>();
  for (const { step, locus, allele } of steps) {
    const key = `${withoutRounds(step)} ${locus}`;
    answered.set(key, [...(answered.get(key) ?? []), allele ?? 'none']);
  }
  return answered;
}
