import { Genome } from '../../genome/genome.ts';
import { allelePath } from '../../genome/allele-path.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { emptyTally, type AlleleTally } from '../../ledger/allele-tally.ts';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import type { Sha256 } from '../../model/digest.ts';
import { listPhenotypes, readPhenotype } from '../../phenotype/read-phenotype.ts';
import { openWorkspace } from '../workspace.ts';

export interface ShownAllele {
  readonly locus: string;
  readonly digest: Sha256;
  readonly file: string;
  readonly certificate: Certificate;
  /** Verified against its digest. Untrusted text. */
  readonly source: string;
  /** Where it is expressed, and as what. */
  readonly expressed: readonly { readonly phenotype: string; readonly role: string }[];
  /** How it fared here. */
  readonly tally: AlleleTally;
}

/**
 * One allele by the start of its digest.
 * @throws UsageError unknown-allele, ambiguous-digest; IntegrityError when its bytes or its certificate do not check
 */
export async function showAllele(start: string, prefix: string): Promise<ShownAllele> {
  const workspace = await openWorkspace(start);
  const genome = new Genome(workspace.tree);
  const { locus, digest } = await genome.resolveDigest(prefix);
  const { tallies } = readLedgerState(workspace.ledger).fold;
  return {
    locus,
    digest,
    file: allelePath(locus, digest),
    certificate: await genome.certificate(locus, digest),
    source: await genome.source(locus, digest),
    expressed: await expressedWhere(genome, locus, digest),
    tally: tallies.get(locus)?.get(digest) ?? emptyTally(),
  };
}

async function expressedWhere(genome: Genome, locus: string, digest: Sha256): Promise<ShownAllele['expressed']> {
  const names = await listPhenotypes(genome.tree);
  const roles = await Promise.all(
    names.map(async (phenotype) => {
      const entry = (await readPhenotype(genome.tree, phenotype)).loci.get(locus);
      if (entry?.dominant === digest) return [{ phenotype, role: 'dominant' }];
      const place = entry?.fallback.indexOf(digest) ?? -1;
      if (place >= 0) return [{ phenotype, role: `fallback ${place + 1}` }];
      return entry?.deprecated.includes(digest) === true ? [{ phenotype, role: 'deprecated' }] : [];
    }),
  );
  return roles.flat();
}
