import { isDeepStrictEqual } from 'node:util';
import { SgError } from '../../errors/sg-error.ts';
import { genomeFolder } from '../../genome/allele-path.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { inBatches } from '../../git/in-batches.ts';
import type { Repository } from '../../git/repository.ts';
import type { SwiftObjects } from '../../git/swift-objects.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { HistoryCommit } from '../../git/walk-history.ts';
import type { Sha256 } from '../../model/digest.ts';
import { parsePhenotype } from '../../phenotype/parse-phenotype.ts';
import { phenotypeFolder, phenotypePath } from '../../phenotype/phenotype-path.ts';
import type { LocusExpression } from '../../phenotype/schema.ts';

/** What a phenotype said about a locus: nothing, something, or what nobody can read. */
export type PastExpression = LocusExpression | 'unreadable' | undefined;

/** Ids of what matters at a commit; equal ids mean equal content, so most of history need not be opened. */
interface Marks {
  readonly phenotype: string | undefined;
  readonly pool: string | undefined;
}

/** One locus in one phenotype at any commit. Remembers by object id what it has read. */
export class LocusPast {
  readonly locus: string;
  readonly phenotype: string;
  readonly #repository: Repository;
  readonly #objects: SwiftObjects;
  readonly #marks = new Map<string, Promise<Marks>>();
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, string>>>();
  readonly #expressions = new Map<string, Promise<PastExpression>>();

  constructor(repository: Repository, objects: SwiftObjects, locus: string, phenotype: string) {
    this.#repository = repository;
    this.#objects = objects;
    this.locus = locus;
    this.phenotype = phenotype;
  }

  /** Reads what these commits have, side by side. */
  async preload(commits: readonly HistoryCommit[]): Promise<void> {
    const marks = await inBatches(commits, (commit) => this.#marksOf(commit));
    await inBatches([...new Set(marks.map(({ phenotype }) => phenotype))], (oid) => this.#expression(oid));
  }

  /** Whether the two commits say the same of the locus in the phenotype. */
  async expressedAlike(a: HistoryCommit, b: HistoryCommit): Promise<boolean> {
    const [x, y] = [await this.#marksOf(a), await this.#marksOf(b)];
    return x.phenotype === y.phenotype || isDeepStrictEqual(await this.expression(a), await this.expression(b));
  }

  async expression(commit: HistoryCommit): Promise<PastExpression> {
    return this.#expression((await this.#marksOf(commit)).phenotype);
  }

  async samePool(a: HistoryCommit, b: HistoryCommit): Promise<boolean> {
    return (await this.#marksOf(a)).pool === (await this.#marksOf(b)).pool;
  }

  /** Digests that have a source at the locus, sorted. */
  async pool(commit: HistoryCommit): Promise<readonly Sha256[]> {
    const folder = await this.#folder((await this.#marksOf(commit)).pool);
    return [...folder.keys()].flatMap((name) => /^([0-9a-f]{64})\.ts$/.exec(name)?.[1] ?? []).sort();
  }

  tree(commit: HistoryCommit): Promise<TreeReader> {
    return commitTree(this.#repository, commit.oid);
  }

  #marksOf({ tree }: HistoryCommit): Promise<Marks> {
    return remembered(this.#marks, tree, async () => {
      // Roots differ from commit to commit: remembering their lines would keep the whole history in memory.
      const root = await this.#lines(tree);
      const phenotypes = await this.#folder(root.get(phenotypeFolder));
      const loci = await this.#folder(root.get(genomeFolder));
      return { phenotype: phenotypes.get(`${this.phenotype}.toml`), pool: loci.get(this.locus) };
    });
  }

  #folder(oid: string | undefined): Promise<ReadonlyMap<string, string>> {
    if (oid === undefined) return Promise.resolve(new Map());
    return remembered(this.#folders, oid, () => this.#lines(oid));
  }

  async #lines(oid: string): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.#objects.readTree(oid)).map((line) => [line.name, line.oid]));
  }

  #expression(oid: string | undefined): Promise<PastExpression> {
    if (oid === undefined) return Promise.resolve(undefined);
    return remembered(this.#expressions, oid, () => this.#readExpression(oid));
  }

  async #readExpression(oid: string): Promise<PastExpression> {
    const text = new TextDecoder().decode(await this.#objects.readBlob(oid));
    try {
      return parsePhenotype(text, phenotypePath(this.phenotype)).loci.get(this.locus);
    } catch (error) {
      if (error instanceof SgError) return 'unreadable';
      throw error;
    }
  }
}

function remembered<V>(memory: Map<string, Promise<V>>, key: string, make: () => Promise<V>): Promise<V> {
  const known = memory.get(key) ?? make();
  memory.set(key, known);
  return known;
}
