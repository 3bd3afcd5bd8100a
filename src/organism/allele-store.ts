import type { Genome } from '../genome/genome.ts';
import { allelePath } from '../genome/allele-path.ts';
import { UsageError } from '../errors/usage-error.ts';
import { expressedStack } from '../phenotype/expression.ts';
import type { Sha256 } from '../model/digest.ts';
import type { Phenotype } from '../phenotype/schema.ts';
import type { GeneSource } from '../sandbox/sandbox.ts';

/** Puts the stack of a locus into the order it is tried in. */
export type Arrange = (locus: string, stack: readonly GeneSource[]) => readonly GeneSource[];

const asWritten: Arrange = (_locus, stack) => stack;

/** An allele as it is asked. */
export interface ExpressedGene extends GeneSource {
  /** Asked before the stack, because this host is one of its canaries. */
  readonly canary?: true;
}

/** The allele that is asked before the stack of a locus, if there is one here. */
export type Canaries = (locus: string) => Sha256 | undefined;

const none: Canaries = () => undefined;

/** The alleles a phenotype expresses, read and verified once per organism, so that nothing changes under a run. */
export class AlleleStore {
  readonly #genome: Genome;
  readonly #phenotype: Phenotype;
  readonly #arrange: Arrange;
  readonly #canaries: Canaries;
  readonly #stacks: Map<string, readonly GeneSource[]>;
  readonly #first = new Map<string, ExpressedGene>();

  constructor(
    genome: Genome,
    phenotype: Phenotype,
    arrange: Arrange = asWritten,
    canaries: Canaries = none,
    known?: AlleleStore,
  ) {
    this.#canaries = canaries;
    this.#genome = genome;
    this.#phenotype = phenotype;
    this.#arrange = arrange;
    this.#stacks = known === undefined ? new Map<string, readonly GeneSource[]>() : known.#stacks;
  }

  /** The same alleles in the order that this host expresses them in at the moment. */
  arranged(arrange: Arrange, canaries: Canaries = none): AlleleStore {
    return new AlleleStore(this.#genome, this.#phenotype, arrange, canaries, this);
  }

  /**
   * Dominant first, then the fallbacks, each with its digest checked; a dominant whose circuit is open comes last. Where
   * this host is a canary's, the canary comes before them.
   * @throws IntegrityError when a file's bytes do not match its name; UsageError when nothing is expressed
   */
  async load(locus: string): Promise<readonly ExpressedGene[]> {
    const stack = this.#arrange(locus, await this.#expressed(locus));
    const canary = this.#canaries(locus);
    if (canary === undefined) return stack;
    return [await this.#canary(locus, canary), ...stack.filter(({ digest }) => digest !== canary)];
  }

  async #canary(locus: string, digest: Sha256): Promise<ExpressedGene> {
    const known = this.#first.get(locus);
    if (known !== undefined) return known;
    const gene = { ...(await this.#gene(locus, digest)), canary: true } as const;
    this.#first.set(locus, gene);
    return gene;
  }

  async #gene(locus: string, digest: Sha256): Promise<GeneSource> {
    return { digest, source: await this.#genome.source(locus, digest), file: allelePath(locus, digest) };
  }

  async #expressed(locus: string): Promise<readonly GeneSource[]> {
    const known = this.#stacks.get(locus);
    if (known !== undefined) return known;
    const digests = expressedStack(this.#phenotype, locus);
    if (digests.length === 0) throw notExpressed(locus, this.#phenotype.name);
    const stack = await Promise.all(digests.map((digest) => this.#gene(locus, digest)));
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
