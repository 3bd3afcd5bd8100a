import { isDeepStrictEqual } from 'node:util';
import { identifiedTree } from '../../git/commit-tree.ts';
import { inBatches } from '../../git/in-batches.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { HistoryCommit } from '../../git/walk-history.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { LocusExpression } from '../../phenotype/schema.ts';
import type { GenomePast } from './genome-past.ts';

/** What a phenotype said about a locus: nothing, something, or what nobody can read. */
export type PastExpression = LocusExpression | 'unreadable' | undefined;

/** One locus in one phenotype at any commit. */
export class LocusPast {
  readonly locus: string;
  /** Whether certificates of what was born are read: a commit may bring alleles by the thousand. */
  readonly readsBirths: boolean;
  readonly #past: GenomePast;

  constructor(past: GenomePast, locus: string, { readsBirths = true }: { readonly readsBirths?: boolean } = {}) {
    this.#past = past;
    this.locus = locus;
    this.readsBirths = readsBirths;
  }

  get phenotype(): string {
    return this.#past.phenotype;
  }

  /** Reads what these commits have, side by side. */
  async preload(commits: readonly HistoryCommit[]): Promise<void> {
    await inBatches(commits, (commit) => this.expression(commit));
  }

  /** Whether the two commits say the same of the locus in the phenotype. */
  async expressedAlike(a: HistoryCommit, b: HistoryCommit): Promise<boolean> {
    const [x, y] = [await this.#past.marksOf(a), await this.#past.marksOf(b)];
    return x.phenotype === y.phenotype || isDeepStrictEqual(await this.expression(a), await this.expression(b));
  }

  async expression(commit: HistoryCommit): Promise<PastExpression> {
    const phenotype = await this.#past.parsed(commit);
    return phenotype === 'unreadable' ? phenotype : phenotype?.loci.get(this.locus);
  }

  async samePool(a: HistoryCommit, b: HistoryCommit): Promise<boolean> {
    return (await this.#pool(a)) === (await this.#pool(b));
  }

  /** Digests that have a source at the locus, sorted. */
  async pool(commit: HistoryCommit): Promise<readonly Sha256[]> {
    const folder = await this.#past.folder(await this.#pool(commit));
    return [...folder.keys()].flatMap((name) => /^([0-9a-f]{64})\.ts$/.exec(name)?.[1] ?? []).sort();
  }

  tree({ oid }: HistoryCommit): Promise<TreeReader> {
    return identifiedTree(this.#past.objects, oid);
  }

  async #pool(commit: HistoryCommit): Promise<string | undefined> {
    const { genome } = await this.#past.marksOf(commit);
    return (await this.#past.folder(genome)).get(this.locus);
  }
}
