import { allelePath } from '../../genome/allele-path.ts';
import type { Genome } from '../../genome/genome.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import type { Workspace } from '../workspace.ts';
import type { FusedAllele, FusionMemory } from './fusion-memory.ts';
import { readFusionState } from './fusion-state.ts';

/** The fusions a phenotype names, less those that came apart on this machine. */
export class FusionStore implements FusionMemory {
  readonly #workspace: Workspace;
  readonly #genome: Genome;
  readonly #phenotype: Phenotype;
  readonly #known = new Map<string, FusedAllele | undefined>();

  constructor(workspace: Workspace, genome: Genome, phenotype: Phenotype) {
    this.#workspace = workspace;
    this.#genome = genome;
    this.#phenotype = phenotype;
  }

  /** @throws IntegrityError when the file's bytes do not match its name */
  async fused(pathway: string): Promise<FusedAllele | undefined> {
    if (!Object.hasOwn(this.#phenotype.fusion, pathway)) return undefined;
    if (!this.#known.has(pathway)) this.#known.set(pathway, await this.#load(pathway));
    return this.#known.get(pathway);
  }

  async #load(pathway: string): Promise<FusedAllele | undefined> {
    const entry = this.#phenotype.fusion[pathway];
    if (entry === undefined) return undefined;
    const { allele: digest, composition } = entry;
    const { reinforcements } = await readFusionState(this.#workspace);
    if (reinforcements.get(pathway)?.decomposed.some(({ allele }) => allele === digest) === true) return undefined;
    const source = await this.#genome.source(pathway, digest);
    return { gene: { digest, source, file: allelePath(pathway, digest) }, composition };
  }
}
