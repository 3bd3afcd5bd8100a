import { allelePath, certificatePath, contractTypesPath } from '../../genome/allele-path.ts';
import { Genome } from '../../genome/genome.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { Sha256 } from '../../model/digest.ts';
import { stackOf } from '../../phenotype/expression.ts';
import { readPhenotypeFile } from '../../phenotype/read-phenotype.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { assertCanaries } from '../canary/assert-canaries.ts';
import { contractSources, soundContracts } from '../contracts/load-contracts.ts';

/** What a host of a phenotype needs, and nothing else. */
export interface ExpressedFiles {
  readonly phenotype: Phenotype;
  /** Bytes by path in the repository: contracts, the phenotype, what it expresses with certificates, declarations. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly alleles: number;
}

/** What is neither contract nor phenotype nor of a locus, where the tree has it. */
const companions = ['.gitattributes', '.gitignore', 'genome/.gitattributes', 'genome/kernel.d.ts'];

/**
 * Reads what a phenotype expresses and checks it on the way: contracts are sound, every allele has its digest and a
 * certificate about it.
 * @throws IntegrityError for alleles and certificates; UsageError `contract-errors`, `unknown-phenotype`, `canary-too-wide` and the like
 */
export async function expressedFiles(tree: TreeReader, name: string): Promise<ExpressedFiles> {
  const contracts = await soundContracts(tree);
  const { path, text, phenotype } = await readPhenotypeFile(tree, name);
  assertCanaries(contracts, phenotype);
  const genome = new Genome(tree);
  const alleles = expressedAlleles(phenotype);
  const files = new Map<string, Uint8Array>([[path, new TextEncoder().encode(text)]]);
  for (const { file, text: contract } of await contractSources(tree)) {
    files.set(file, new TextEncoder().encode(contract));
  }
  for (const { locus, digest } of alleles) {
    files.set(allelePath(locus, digest), new TextEncoder().encode(await genome.source(locus, digest)));
    await genome.certificate(locus, digest);
  }
  const certificates = alleles.map(({ locus, digest }) => certificatePath(locus, digest));
  const types = [...new Set(alleles.map(({ locus }) => contractTypesPath(locus)))];
  for (const file of [...certificates, ...types, ...companions]) {
    const bytes = await tree.read(file);
    if (bytes !== undefined) files.set(file, bytes);
  }
  return { phenotype, files: new Map([...files].sort(byPath)), alleles: alleles.length };
}

/** Whatever may run: stacks, canaries, fused alleles. */
function expressedAlleles(phenotype: Phenotype): readonly { readonly locus: string; readonly digest: Sha256 }[] {
  const named = [...phenotype.loci].flatMap(([locus, entry]) => {
    const canary = entry.canary === undefined ? [] : [entry.canary.allele];
    return [...stackOf(entry), ...canary].map((digest) => ({ locus, digest }));
  });
  const fused = Object.entries(phenotype.fusion).map(([locus, { allele }]) => ({ locus, digest: allele }));
  const once = new Map([...named, ...fused].map((each) => [`${each.locus} ${each.digest}`, each]));
  return [...once.values()];
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
