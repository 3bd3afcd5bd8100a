import type { GeneContract } from '../../contract/ast.ts';
import { contractDigest } from '../../contract/contract-digest.ts';
import { executable, type ContractSet } from '../../contract/contract-set.ts';
import { SgError } from '../../errors/sg-error.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { Genome } from '../../genome/genome.ts';
import { burialOf } from '../../genome/graveyard.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { Sha256 } from '../../model/digest.ts';
import { stackOf } from '../../phenotype/expression.ts';
import { readPhenotype } from '../../phenotype/read-phenotype.ts';

/** An allele of another genome that may stand in the arena here. */
export interface ForeignAllele {
  readonly locus: string;
  readonly digest: Sha256;
  readonly source: string;
  /** As it has it there. */
  readonly certificate: Certificate;
}

/** One that may not, or need not, and why. */
export interface PassedOver {
  readonly locus: string;
  readonly digest: Sha256 | null;
  readonly reason: 'known' | 'buried' | 'no-such-gene' | 'other-contract' | 'does-not-check';
  readonly message: string;
}

/** A genome: its files, and its contracts where they were read. */
export interface GenomeSide {
  readonly tree: TreeReader;
  readonly contracts: ContractSet;
}

/**
 * What a phenotype of another genome expresses, sorted into what is new and fits a contract of ours word for word, and what
 * is passed over. Nothing there is believed: digests and certificates are checked.
 * @param only one locus; all of the phenotype when left out
 */
export async function foreignAlleles(
  theirs: GenomeSide,
  ours: GenomeSide,
  { phenotype, only }: { readonly phenotype: string; readonly only?: string },
): Promise<{ readonly found: readonly ForeignAllele[]; readonly passedOver: readonly PassedOver[] }> {
  const { loci } = await readPhenotype(theirs.tree, phenotype);
  const found: ForeignAllele[] = [];
  const passedOver: PassedOver[] = [];
  for (const [locus, entry] of loci) {
    if (only !== undefined && only !== locus) continue;
    const misfit = contractMisfit(locus, theirs.contracts, ours.contracts);
    if (misfit !== undefined) {
      passedOver.push({ locus, digest: null, ...misfit });
      continue;
    }
    for (const digest of stackOf(entry)) {
      const allele = await readForeign(theirs.tree, ours.tree, { locus, digest });
      if ('reason' in allele) passedOver.push({ locus, digest, ...allele });
      else found.push({ locus, digest, ...allele });
    }
  }
  return { found, passedOver };
}

type Why = Pick<PassedOver, 'reason' | 'message'>;

function contractMisfit(locus: string, theirs: ContractSet, ours: ContractSet): Why | undefined {
  const [there, here] = [theirs, ours].map((set) => geneOf(set, locus));
  if (here === undefined) return { reason: 'no-such-gene', message: `there is no gene "${locus}" here` };
  if (there === undefined) return { reason: 'no-such-gene', message: `there is no gene "${locus}" there` };
  if (contractDigest(there) === contractDigest(here)) return undefined;
  return { reason: 'other-contract', message: `the contract of "${locus}" says something else there` };
}

function geneOf(contracts: ContractSet, locus: string): GeneContract | undefined {
  const contract = executable(contracts, locus);
  return contract?.kind === 'gene' ? contract : undefined;
}

async function readForeign(
  theirs: TreeReader,
  ours: TreeReader,
  { locus, digest }: { readonly locus: string; readonly digest: Sha256 },
): Promise<Pick<ForeignAllele, 'source' | 'certificate'> | Why> {
  if ((await new Genome(ours).alleles(locus)).includes(digest))
    return { reason: 'known', message: 'is in the pool here' };
  const burial = await burialOf(ours, locus, digest);
  if (burial !== undefined) return { reason: 'buried', message: 'was rejected here before' };
  const genome = new Genome(theirs);
  try {
    const [source, certificate] = [await genome.source(locus, digest), await genome.certificate(locus, digest)];
    return { source, certificate };
  } catch (error) {
    if (error instanceof SgError) return { reason: 'does-not-check', message: error.message };
    throw error;
  }
}
