import { UsageError } from '../../errors/usage-error.ts';
import { isLocusName } from '../../genome/allele-path.ts';
import { resolveRevision } from '../../git/resolve-revision.ts';
import { openSwiftObjects } from '../../git/swift-objects.ts';
import { walkHistory, type HistoryStep } from '../../git/walk-history.ts';
import { phenotypePath } from '../../phenotype/phenotype-path.ts';
import { openWorkspace } from '../workspace.ts';
import { locusEvent, type LocusEvent } from './locus-event.ts';
import { GenomePast } from './genome-past.ts';
import { LocusPast } from './locus-past.ts';

export interface LocusLogRequest {
  readonly locus: string;
  readonly phenotype: string;
  /** Where to begin: a branch, tag or commit. */
  readonly ref: string;
  /** The most events to give. */
  readonly limit: number;
  /** The most commits to look at. */
  readonly maxCommits?: number;
}

export interface LocusLog {
  readonly locus: string;
  readonly phenotype: string;
  readonly ref: string;
  /** Newest first. */
  readonly events: readonly LocusEvent[];
  /** Commits that were looked at. */
  readonly commits: number;
  /** Why older events may exist that are not here; `null` when the whole history was read. */
  readonly cutOff: 'limit' | 'max-commits' | 'shallow' | null;
}

const defaultMaxCommits = 20_000;

/** Steps whose trees are read side by side; few enough that a reader who stops early has not read far. */
const pageSize = 64;

/**
 * What happened at a locus: its alleles' births, and every commit that changed what the phenotype expresses there or
 * says by its trailers that it is about the locus.
 * @throws UsageError `invalid-locus-name`, `invalid-phenotype-name`, `unknown-ref` and the like, `unknown-locus`
 * when nothing was ever heard of it
 */
export async function locusLog(start: string, request: LocusLogRequest): Promise<LocusLog> {
  const { locus, phenotype, ref } = request;
  if (!isLocusName(locus)) throw neverHeardOf(request);
  phenotypePath(phenotype);
  const { repository } = await openWorkspace(start);
  const from = await resolveRevision(repository, ref);
  const objects = await openSwiftObjects(repository);
  try {
    const past = new LocusPast(new GenomePast(objects, phenotype), locus);
    const found = await collect(past, pages(walkHistory(repository, objects, from)), request);
    if (found.events.length === 0 && found.cutOff === null) throw neverHeardOf(request);
    return { locus, phenotype, ref, ...found };
  } finally {
    objects.close();
  }
}

type Found = Pick<LocusLog, 'events' | 'commits' | 'cutOff'>;

async function collect(
  past: LocusPast,
  history: AsyncIterable<readonly HistoryStep[]>,
  { limit, maxCommits = defaultMaxCommits }: LocusLogRequest,
): Promise<Found> {
  const events: LocusEvent[] = [];
  let commits = 0;
  let shallow = false;
  for await (const page of history) {
    await past.preload(page.flatMap(({ commit, parents }) => [commit, ...parents]));
    for (const step of page) {
      // Whether there is one more is known only when it is found.
      if (commits === maxCommits) return { events, commits, cutOff: 'max-commits' };
      commits += 1;
      shallow ||= step.shallow;
      const event = await locusEvent(past, step);
      if (event === undefined) continue;
      if (events.length === limit) return { events, commits, cutOff: 'limit' };
      events.push(event);
    }
  }
  return { events, commits, cutOff: shallow ? 'shallow' : null };
}

/** Steps by the page, the last one what is left. */
export async function* pages(steps: AsyncIterable<HistoryStep>): AsyncGenerator<readonly HistoryStep[]> {
  let page: HistoryStep[] = [];
  for await (const step of steps) {
    page.push(step);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  yield page;
}

function neverHeardOf({ locus, phenotype, ref }: LocusLogRequest): UsageError {
  return new UsageError({
    code: 'unknown-locus',
    message: `Expected a locus that phenotype "${phenotype}" or the gene pool has had, got ${JSON.stringify(locus.slice(0, 120))}: no commit of ${ref} speaks of it.`,
    hint: '`sg status` lists the loci; `--ref` looks at another branch.',
  });
}
