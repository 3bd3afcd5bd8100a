import type { Genome } from '../genome/genome.ts';
import { allelePath } from '../genome/allele-path.ts';
import { UsageError } from '../errors/usage-error.ts';
import { expressedStack } from '../phenotype/expression.ts';
import type { Phenotype } from '../phenotype/schema.ts';
import type { GeneSource } from '../sandbox/sandbox.ts';

/** Puts the stack of a locus into the order it is tried in. */
export type Arrange = (locus: string, stack: readonly GeneSource[]) => readonly GeneSource[];

const asWritten: Arrange = (_locus, stack) => stack;

/** The alleles a phenotype expresses, read and verified once per organism, so that nothing changes under a run. */
export class AlleleStore {
  readonly #genome: Genome;
  readonly #phenotype: Phenotype;
  readonly #arrange: Arrange;
  readonly #stacks: Map<string, readonly GeneSource[]>;

  constructor(genome: Genome, phenotype: Phenotype, arrange: Arrange = asWritten, known?: AlleleStore) {
    this.#genome = genome;
    this.#phenotype = phenotype;
    this.#arrange = arrange;
    this.#stacks = known === undefined ? new Map<string, readonly GeneSource[]>() : known.#stacks;
  }

  /** The same alleles in the order that this host expresses them in at the moment. */
  arranged(arrange: Arrange): AlleleStore {
    return new AlleleStore(this.#genome, this.#phenotype, arrange, this);
  }

  /**
   * Dominant first, then the fallbacks, each with its digest checked; a dominant whose circuit is open comes last.
   * @throws IntegrityError when a file's bytes do not match its name; UsageError when nothing is expressed
   */
  async load(locus: string): Promise<readonly GeneSource[]> {
    return this.#arrange(locus, await this.#expressed(locus));
  }

  async #expressed(locus: string): Promise<readonly GeneSource[]> {
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
