import type { Genome } from '../genome/genome.ts';
import { allelePath } from '../genome/allele-path.ts';
import { UsageError } from '../errors/usage-error.ts';
import { expressedStack } from '../phenotype/expression.ts';
import type { Phenotype } from '../phenotype/schema.ts';
import type { GeneSource } from '../sandbox/sandbox.ts';

/** The alleles a phenotype expresses, read and verified once per organism, so that nothing changes under a run. */
export class AlleleStore {
  readonly #genome: Genome;
  readonly #phenotype: Phenotype;
  readonly #stacks = new Map<string, readonly GeneSource[]>();

  constructor(genome: Genome, phenotype: Phenotype) {
    this.#genome = genome;
    this.#phenotype = phenotype;
  }

  /**
   * Dominant first, then the fallbacks, each with its digest checked.
   * @throws IntegrityError when a file's bytes do not match its name; UsageError when nothing is expressed
   */
  async load(locus: string): Promise<readonly GeneSource[]> {
    const known = this.#stacks.get(locus);
    if (known !== undefined) return known;
    const digests = expressedStack(this.#phenotype, locus);
    if (digests.length === 0) throw notExpressed(locus, this.#phenotype.name);
    const stack = await Promise.all(
      digests.map(async (digest) => ({
        digest,
        source: await this.#genome.source(locus, digest),
        file: allelePath(locus, digest),
      })),
    );
    this.#stacks.set(locus, stack);
    return stack;
  }
}

function notExpressed(locus: string, phenotype: string): UsageError {
  return new UsageError({
    code: 'locus-not-expressed',
    message: `Phenotype "${phenotype}" expresses no allele at locus "${locus}".`,
    hint: `Name one under [loci.${locus}] in phenotypes/${phenotype}.toml, or run \`sg init\` to register the seed alleles.`,
  });
}
