import { SgError } from '../../errors/sg-error.ts';
import { genomeFolder } from '../../genome/allele-path.ts';
import type { SwiftObjects } from '../../git/swift-objects.ts';
import type { HistoryCommit } from '../../git/walk-history.ts';
import { parsePhenotype } from '../../phenotype/parse-phenotype.ts';
import { phenotypeFolder, phenotypePath } from '../../phenotype/phenotype-path.ts';
import type { Phenotype } from '../../phenotype/schema.ts';

/** Ids of what matters at a commit; equal ids mean equal content, so most of history need not be opened. */
export interface Marks {
  readonly phenotype: string | undefined;
  readonly genome: string | undefined;
}

/** Of each kind: history is walked once, so what is needed again was read lately. */
const mostRemembered = 512;

/** A genome and one phenotype of it at any commit. Remembers by object id what it has read lately. */
export class GenomePast {
  readonly objects: SwiftObjects;
  readonly phenotype: string;
  readonly #marks = new Map<string, Promise<Marks>>();
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, string>>>();
  readonly #phenotypes = new Map<string, Promise<Phenotype | 'unreadable'>>();

  constructor(objects: SwiftObjects, phenotype: string) {
    this.objects = objects;
    this.phenotype = phenotype;
  }

  marksOf({ tree }: HistoryCommit): Promise<Marks> {
    return remembered(this.#marks, tree, async () => {
      const root = await this.#lines(tree);
      const phenotypes = await this.folder(root.get(phenotypeFolder));
      return { phenotype: phenotypes.get(`${this.phenotype}.toml`), genome: root.get(genomeFolder) };
    });
  }

  /** What stands in a folder, with its id; nothing in one that is not there. */
  folder(oid: string | undefined): Promise<ReadonlyMap<string, string>> {
    if (oid === undefined) return Promise.resolve(new Map());
    return remembered(this.#folders, oid, () => this.#lines(oid));
  }

  /** The phenotype at a commit; `undefined` where there was none. */
  async parsed(commit: HistoryCommit): Promise<Phenotype | 'unreadable' | undefined> {
    const { phenotype } = await this.marksOf(commit);
    return phenotype === undefined ? undefined : remembered(this.#phenotypes, phenotype, () => this.#parse(phenotype));
  }

  async #lines(oid: string): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.objects.readTree(oid)).map((line) => [line.name, line.oid]));
  }

  async #parse(oid: string): Promise<Phenotype | 'unreadable'> {
    const text = new TextDecoder().decode(await this.objects.readBlob(oid));
    try {
      return parsePhenotype(text, phenotypePath(this.phenotype));
    } catch (error) {
      if (error instanceof SgError) return 'unreadable';
      throw error;
    }
  }
}

function remembered<V>(memory: Map<string, Promise<V>>, key: string, make: () => Promise<V>): Promise<V> {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const oldest = memory.keys().next();
  if (memory.size >= mostRemembered && oldest.done !== true) memory.delete(oldest.value);
  const made = make();
  memory.set(key, made);
  return made;
}
