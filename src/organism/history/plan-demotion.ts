import { UsageError } from '../../errors/usage-error.ts';
import { Genome } from '../../genome/genome.ts';
import { findDigest, type LocusPool } from '../../genome/resolve-digest.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { demote } from '../../phenotype/edit.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import type { LocusExpression, Phenotype } from '../../phenotype/schema.ts';
import { loadContracts } from '../contracts/load-contracts.ts';
import { reachableLoci } from '../run/reachable-loci.ts';
import type { EditScene, ExpressionEdit } from './expression-edit.ts';

/**
 * The phenotype with the allele deprecated. Its bytes are not looked at: what is broken or gone must be demotable first
 * of all.
 * @throws UsageError `unknown-locus`, `unknown-allele`, `ambiguous-digest`, `allele-not-expressed`,
 * `last-expressed-allele`
 */
export async function planDemotion({ tree, phenotype, locus, sha, force }: EditScene): Promise<ExpressionEdit> {
  const { digest: allele } = findDigest(sha, await demotable(tree, phenotype), locus);
  const next = demote(phenotype, locus, allele);
  if (next !== phenotype && !force && expressedStack(next, locus).length === 0) {
    throw lastAllele(phenotype.name, { locus, allele, users: await usersOf(tree, locus) });
  }
  return { allele, phenotype: next };
}

/** Every allele of the pool, and those the phenotype names although they are gone from it. */
async function demotable(tree: TreeReader, phenotype: Phenotype): Promise<readonly LocusPool[]> {
  const genome = new Genome(tree);
  const loci = [...new Set([...(await genome.loci()), ...phenotype.loci.keys()])].sort();
  return Promise.all(
    loci.map(async (locus) => {
      const digests = [...namedDigests(phenotype.loci.get(locus)), ...(await genome.alleles(locus))];
      return { locus, digests: [...new Set(digests)].sort() };
    }),
  );
}

function namedDigests(entry: LocusExpression | undefined): readonly Sha256[] {
  if (entry === undefined) return [];
  const { dominant, fallback, deprecated } = entry;
  return [...(dominant === undefined ? [] : [dominant]), ...fallback, ...deprecated];
}

/** Pathways that could not run without the locus. */
async function usersOf(tree: TreeReader, locus: string): Promise<readonly string[]> {
  const { value: contracts } = await loadContracts(tree);
  return [...contracts.pathways.values()]
    .filter((pathway) => reachableLoci(contracts, pathway).some(({ name }) => name.text === locus))
    .map(({ name }) => name.text);
}

function lastAllele(
  phenotype: string,
  { locus, allele, users }: { readonly locus: string; readonly allele: Sha256; readonly users: readonly string[] },
): UsageError {
  const affected = users.length === 0 ? 'no pathway uses it' : `${users.join(', ')} could not run`;
  return new UsageError({
    code: 'last-expressed-allele',
    message: `Allele ${shortDigest(allele)} is the last that phenotype "${phenotype}" expresses at locus "${locus}": nothing would be left to run there, and ${affected}.`,
    hint: `Promote another one first (\`sg lineage ${locus}\` lists them), or demote it with \`--force\`.`,
    details: { phenotype, locus, allele, users },
  });
}
