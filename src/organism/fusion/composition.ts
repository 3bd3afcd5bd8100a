import type { PathwayContract } from '../../contract/ast.ts';
import type { ContractSet } from '../../contract/contract-set.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { Organism } from '../organism.ts';
import type { StepReport } from '../run/report.ts';
import { callSites, withoutRounds, type CallSite } from './call-sites.ts';

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
  const last = lastOf(contracts, contract);
  const answered = answeredBy(steps);
  const answers: (readonly Sha256[])[] = [];
  for (const { path, contract: called } of last.sites) {
    const locus = called.name.text;
    if (called.kind === 'pathway') answers.push([]);
    else answers.push(answered.get(`${path} ${locus}`) ?? (await alleles.load(locus)).slice(0, 1).map((a) => a.digest));
  }
  const given = answers.join('\n');
  if (last.given !== given) {
    last.digest = digestOf(book, contract, last.sites, answers);
    last.given = given;
  }
  return last.digest;
}

/** A run asks before and after it, and most runs are like the one before: what was answered last is kept with its digest. */
interface Last {
  readonly contracts: ContractSet;
  readonly sites: readonly CallSite[];
  given: string | undefined;
  digest: Sha256;
}

const lasts = new WeakMap<PathwayContract, Last>();

function lastOf(contracts: ContractSet, contract: PathwayContract): Last {
  const known = lasts.get(contract);
  if (known?.contracts === contracts) return known;
  const made: Last = { contracts, sites: callSites(contracts, contract), given: undefined, digest: '' };
  lasts.set(contract, made);
  return made;
}

function digestOf(
  book: Book['book'],
  contract: PathwayContract,
  sites: readonly CallSite[],
  answers: readonly (readonly Sha256[])[],
): Sha256 {
  const texts = sites.map(({ path, contract: called }, index) => {
    const entry: Answering = [path, called.name.text, book.digest(called), [...new Set(answers[index])].sort()];
    return canonicalJson(entry);
  });
  return sha256(canonicalJson([book.digest(contract), ...texts.sort()]));
}

function answeredBy(steps: readonly StepReport[]): ReadonlyMap<string, readonly Sha256[]> {
  const answered = new Map<string, Sha256[]>();
  for (const { step, locus, allele } of steps) {
    const key = `${withoutRounds(step)} ${locus}`;
    answered.set(key, [...(answered.get(key) ?? []), allele ?? 'none']);
  }
  return answered;
}
