import { inBatches } from '../../git/in-batches.ts';
import type { Repository } from '../../git/repository.ts';
import type { SwiftObjects } from '../../git/swift-objects.ts';
import { parseTrailers, trailerValues } from '../../git/trailers.ts';
import { walkHistory, type HistoryStep } from '../../git/walk-history.ts';
import { GenomePast } from '../../organism/history/genome-past.ts';
import { locusEvent, type LocusEvent } from '../../organism/history/locus-event.ts';
import { pages, type LocusLog } from '../../organism/history/locus-log.ts';
import { LocusPast } from '../../organism/history/locus-past.ts';

/** What commits did to which loci, by commit: a commit never changes. */
export type KnownCommits = Map<string, ReadonlyMap<string, LocusEvent>>;

/** A part of a locus's history. */
export interface HistoryPart {
  /** Newest first. */
  readonly events: readonly LocusEvent[];
  /** Whether there are older ones. */
  readonly more: boolean;
  /** Why there may be older ones that nobody looked for. */
  readonly cutOff: Exclude<LocusLog['cutOff'], 'limit'>;
  /** Commits that were looked at. */
  readonly commits: number;
}

export interface HistoryRequest {
  readonly repository: Repository;
  readonly objects: SwiftObjects;
  /** A commit's full id. */
  readonly from: string;
  readonly phenotype: string;
  readonly loci: readonly string[];
  /** What is known of commits by now; grows. Of the same phenotype and loci. */
  readonly known: KnownCommits;
}

/** Commits that are looked back over. */
const lookBack = 20_000;

/** What happened at all loci. History is walked once for all of them, and as far as somebody asks. */
export class GenomeHistory {
  readonly #past: GenomePast;
  readonly #pasts: ReadonlyMap<string, LocusPast>;
  readonly #known: KnownCommits;
  readonly #steps: AsyncGenerator<readonly HistoryStep[]>;
  readonly #events = new Map<string, LocusEvent[]>();
  #walking: Promise<void> = Promise.resolve();
  #ended = false;
  #commits = 0;
  #cutOff: HistoryPart['cutOff'] = null;

  constructor({ repository, objects, from, phenotype, loci, known }: HistoryRequest) {
    this.#past = new GenomePast(objects, phenotype);
    this.#pasts = new Map(loci.map((locus) => [locus, new LocusPast(this.#past, locus, { readsBirths: false })]));
    this.#known = known;
    this.#steps = pages(walkHistory(repository, objects, from));
  }

  /** @throws IntegrityError `git-object-missing`, `git-object-unreadable`, to whoever asks from then on */
  async part(locus: string, skip: number, most: number): Promise<HistoryPart> {
    const enough = (): boolean => this.#ended || (this.#events.get(locus)?.length ?? 0) > skip + most;
    while (!enough()) {
      this.#walking = this.#walking.then(() => (enough() ? undefined : this.#walk()));
      await this.#walking;
    }
    const all = this.#events.get(locus) ?? [];
    const events = all.slice(skip, skip + most);
    return { events, more: all.length > skip + most, cutOff: this.#cutOff, commits: this.#commits };
  }

  async #walk(): Promise<void> {
    const { value: steps, done } = (await this.#steps.next()) as IteratorResult<readonly HistoryStep[], undefined>;
    if (done === true) {
      this.#ended = true;
      return;
    }
    const news = steps.map(({ commit }) => commit).filter(({ oid }) => !this.#known.has(oid));
    await inBatches(news, (commit) => this.#past.parsed(commit));
    for (const step of steps) {
      if (this.#commits === lookBack) {
        this.#cutOff = 'max-commits';
        this.#ended = true;
        return;
      }
      this.#commits += 1;
      if (step.shallow) this.#cutOff = 'shallow';
      for (const [locus, event] of await this.#eventsOf(step)) this.#note(locus, event);
    }
  }

  #note(locus: string, event: LocusEvent): void {
    const events = this.#events.get(locus);
    if (events === undefined) this.#events.set(locus, [event]);
    else events.push(event);
  }

  async #eventsOf(step: HistoryStep): Promise<ReadonlyMap<string, LocusEvent>> {
    const known = this.#known.get(step.commit.oid);
    if (known !== undefined) return known;
    const events = new Map<string, LocusEvent>();
    for (const locus of await this.#touched(step)) {
      const past = this.#pasts.get(locus);
      const event = past === undefined ? undefined : await locusEvent(past, step);
      if (event !== undefined) events.set(locus, event);
    }
    // What a shallow commit did shows when its parents have been fetched.
    if (!step.shallow) this.#known.set(step.commit.oid, events);
    return events;
  }

  /** Loci that a commit may have to do with: most commits touch one or none. */
  async #touched(step: HistoryStep): Promise<Iterable<string>> {
    const touched = new Set(trailerValues(parseTrailers(step.commit.message), 'Sg-Locus'));
    if (await this.#isUntouched(step)) return touched;
    for (const [locus, past] of this.#pasts) if (await changes(past, step)) touched.add(locus);
    return touched;
  }

  async #isUntouched({ commit, parents }: HistoryStep): Promise<boolean> {
    const here = await this.#past.marksOf(commit);
    for (const parent of parents) {
      const there = await this.#past.marksOf(parent);
      if (there.phenotype === here.phenotype && there.genome === here.genome) return true;
    }
    return false;
  }
}

/** Whether a locus is at a commit as it was at none of its parents. */
async function changes(past: LocusPast, { commit, parents }: HistoryStep): Promise<boolean> {
  let [expressed, pool] = [true, true];
  for (const parent of parents) {
    expressed &&= !(await past.expressedAlike(parent, commit));
    pool &&= !(await past.samePool(parent, commit));
  }
  return expressed || pool;
}
