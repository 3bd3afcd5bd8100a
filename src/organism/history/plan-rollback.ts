import { allelePath, certificatePath, contractTypesPath, isLocusName } from '../../genome/allele-path.ts';
import { Genome } from '../../genome/genome.ts';
import type { FileChange } from '../../git/changed-files.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { Sha256 } from '../../model/digest.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import { listPhenotypes, readPhenotype } from '../../phenotype/read-phenotype.ts';

/**
 * The files a rollback changes, of those that differ between HEAD and the snapshot. Contracts and phenotypes become the
 * snapshot's. In the gene pool nothing goes away: only what the snapshot expresses comes back where it is gone or altered
 * since, and generated declarations follow their contracts.
 * @param changes with `after` as the snapshot has it
 * @throws IntegrityError when an allele the snapshot expresses does not check; UsageError for a phenotype it holds that
 * cannot be read
 */
export async function planRollback(
  snapshot: TreeReader,
  changes: readonly FileChange[],
): Promise<readonly FileChange[]> {
  const expressed = await expressedFiles(snapshot);
  const declarations = new Set(changes.flatMap(({ path, after }) => (after === undefined ? [] : declarationsOf(path))));
  return changes.filter(({ path, after }) => {
    if (!path.startsWith('genome/')) return true;
    return after !== undefined && (expressed.has(path) || declarations.has(path));
  });
}

/** Sources and certificates of every allele the snapshot may run, each source checked. */
async function expressedFiles(snapshot: TreeReader): Promise<ReadonlySet<string>> {
  const genome = new Genome(snapshot);
  const files = new Set<string>();
  for (const { locus, digest } of await expressedAlleles(snapshot)) {
    await genome.source(locus, digest);
    files.add(allelePath(locus, digest)).add(certificatePath(locus, digest));
  }
  return files;
}

async function expressedAlleles(
  snapshot: TreeReader,
): Promise<readonly { readonly locus: string; readonly digest: Sha256 }[]> {
  const phenotypes = await Promise.all((await listPhenotypes(snapshot)).map((name) => readPhenotype(snapshot, name)));
  return phenotypes.flatMap((phenotype) =>
    [...phenotype.loci.keys()].flatMap((locus) =>
      expressedStack(phenotype, locus).map((digest) => ({ locus, digest })),
    ),
  );
}

/** The generated declarations that belong to a contract file. */
function declarationsOf(path: string): readonly string[] {
  const name = /^contracts\/(?:genes|pathways)\/([^/]+)\.sg$/.exec(path)?.[1];
  return name !== undefined && isLocusName(name) ? [contractTypesPath(name)] : [];
}
