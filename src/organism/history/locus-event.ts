import { SgError } from '../../errors/sg-error.ts';
import { Genome } from '../../genome/genome.ts';
import { inBatches } from '../../git/in-batches.ts';
import type { HistoryCommit, HistoryStep } from '../../git/walk-history.ts';
import { parseTrailers, trailerValues, type Trailer } from '../../git/trailers.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { LocusExpression } from '../../phenotype/schema.ts';
import type { AlleleBirth } from './genome-diff.ts';
import type { LocusPast, PastExpression } from './locus-past.ts';
import { birthOf } from './pool-changes.ts';

/**
 * `born`: an allele came into the pool; `fallback`: one is new among those to fall back on; `noted`: the commit says it is about the locus and changed nothing of it;
 * `unreadable`: the phenotype cannot be read before or after.
 */
export type LocusEventKind =
  | 'expressed'
  | 'promoted'
  | 'demoted'
  | 'fallback'
  | 'reordered'
  | 'unexpressed'
  | 'settings'
  | 'born'
  | 'unreadable'
  | 'noted';

/** One commit in the life of a locus. All text in it was written by whoever committed. */
export interface LocusEvent {
  readonly commit: string;
  /** The committer's time, RFC 3339 in UTC. */
  readonly date: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly subject: string;
  readonly kinds: readonly LocusEventKind[];
  /** The dominant before and after. */
  readonly before: Sha256 | null;
  readonly after: Sha256 | null;
  /** Alleles that were deprecated by it. */
  readonly demoted: readonly Sha256[];
  /** Alleles that were not expressed before and are now ones to fall back on, with their place from 1. */
  readonly fallback: readonly { readonly allele: Sha256; readonly place: number }[];
  readonly born: readonly { readonly allele: Sha256; readonly birth: AlleleBirth | null }[];
  /** What the commit gives as its reason; its subject where it gives none. */
  readonly reason: string;
  /** Every `Sg-` trailer, in order. */
  readonly trailers: readonly Trailer[];
}

/** What a commit did to the locus; `undefined` when it has nothing to do with it. */
export async function locusEvent(
  past: LocusPast,
  { commit, parents, shallow }: HistoryStep,
): Promise<LocusEvent | undefined> {
  const trailers = parseTrailers(commit.message).filter(({ key }) => /^sg-/i.test(key));
  const change = shallow ? nothing : await expressionChange(past, commit, parents);
  const born = shallow ? [] : await births(past, commit, parents);
  const about = isAbout(past, trailers);
  const kinds: LocusEventKind[] = [...change.kinds, ...(born.length === 0 ? [] : (['born'] as const))];
  if (kinds.length === 0 && !about) return undefined;
  const subject = commit.message.split('\n', 1)[0] ?? '';
  const speaks = about || trailerValues(trailers, 'Sg-Rollback').length > 0;
  return {
    commit: commit.oid,
    date: rfc3339(commit.committer.timestamp),
    author: { name: commit.author.name, email: commit.author.email },
    subject,
    kinds: kinds.length === 0 ? ['noted'] : kinds,
    before: change.before,
    after: change.after,
    demoted: change.demoted,
    fallback: change.fallback,
    born,
    reason: (speaks ? trailerValues(trailers, 'Sg-Reason')[0] : undefined) ?? subject,
    trailers,
  };
}

/** A hostile commit may claim any time; what no calendar can show becomes the end of time. */
function rfc3339(seconds: number): string {
  const date = new Date(Math.min(Math.max(seconds, 0), 253_402_300_799) * 1000);
  return date.toISOString().replace('.000Z', 'Z');
}

function isAbout({ locus, phenotype }: LocusPast, trailers: readonly Trailer[]): boolean {
  const phenotypes = trailerValues(trailers, 'Sg-Phenotype');
  const here = phenotypes.length === 0 || phenotypes.includes(phenotype);
  return here && trailerValues(trailers, 'Sg-Locus').includes(locus);
}

type ExpressionChange = Pick<LocusEvent, 'kinds' | 'before' | 'after' | 'demoted' | 'fallback'>;

const nothing: ExpressionChange = { kinds: [], before: null, after: null, demoted: [], fallback: [] };

/** A merge is told of only when it took its expression from none of its parents: theirs have commits of their own. */
async function expressionChange(
  past: LocusPast,
  commit: HistoryCommit,
  parents: readonly HistoryCommit[],
): Promise<ExpressionChange> {
  for (const parent of parents) {
    if (await past.expressedAlike(parent, commit)) {
      const dominant = dominantOf(await past.expression(commit));
      return { ...nothing, before: dominant, after: dominant };
    }
  }
  const [first] = parents;
  const before = first === undefined ? undefined : await past.expression(first);
  return classify(before, await past.expression(commit));
}

function classify(before: PastExpression, after: PastExpression): ExpressionChange {
  const dominants = { before: dominantOf(before), after: dominantOf(after) };
  if (before === 'unreadable' || after === 'unreadable') return { ...nothing, kinds: ['unreadable'], ...dominants };
  if (before === undefined && after === undefined) return nothing;
  const old = new Set(before?.deprecated ?? []);
  const demoted = (after?.deprecated ?? []).filter((digest) => !old.has(digest));
  const fallback = newFallbacks(before, after);
  return { kinds: kindsOf(before, after, { demoted, fallback }), ...dominants, demoted, fallback };
}

/** A locus that is expressed for the first time has a stack; nothing was put into it. */
function newFallbacks(
  before: LocusExpression | undefined,
  after: LocusExpression | undefined,
): ExpressionChange['fallback'] {
  if (before === undefined || after === undefined) return [];
  const known = new Set([before.dominant, ...before.fallback]);
  return after.fallback
    .map((allele, index) => ({ allele, place: index + 1 }))
    .filter(({ allele }) => !known.has(allele));
}

function kindsOf(
  before: LocusExpression | undefined,
  after: LocusExpression | undefined,
  { demoted, fallback }: Pick<ExpressionChange, 'demoted' | 'fallback'>,
): readonly LocusEventKind[] {
  const moved = before?.dominant !== after?.dominant;
  // Where the dominant was demoted, the next took its place without winning it.
  const inherited = before?.dominant !== undefined && demoted.includes(before.dominant);
  const kinds: LocusEventKind[] = [];
  if (moved && after?.dominant === undefined) kinds.push('unexpressed');
  else if (moved && before?.dominant === undefined) kinds.push('expressed');
  else if (moved && !inherited) kinds.push('promoted');
  if (demoted.length > 0) kinds.push('demoted');
  if (fallback.length > 0) kinds.push('fallback');
  if (kinds.length > 0) return kinds;
  const sameStack = [before, after].map((entry) => JSON.stringify([entry?.fallback ?? [], entry?.deprecated ?? []]));
  return [sameStack[0] === sameStack[1] ? 'settings' : 'reordered'];
}

function dominantOf(expression: PastExpression): Sha256 | null {
  return expression === undefined || expression === 'unreadable' ? null : (expression.dominant ?? null);
}

async function births(
  past: LocusPast,
  commit: HistoryCommit,
  parents: readonly HistoryCommit[],
): Promise<LocusEvent['born']> {
  for (const parent of parents) if (await past.samePool(parent, commit)) return [];
  const before = new Set((await Promise.all(parents.map((parent) => past.pool(parent)))).flat());
  const born = (await past.pool(commit)).filter((digest) => !before.has(digest));
  if (born.length === 0) return [];
  if (!past.readsBirths) return born.map((allele) => ({ allele, birth: null }));
  const genome = new Genome(await past.tree(commit));
  return inBatches(born, async (allele) => ({ allele, birth: await birth(genome, past.locus, allele) }));
}

async function birth(genome: Genome, locus: string, allele: Sha256): Promise<AlleleBirth | null> {
  try {
    return birthOf(await genome.certificate(locus, allele));
  } catch (error) {
    if (error instanceof SgError) return null;
    throw error;
  }
}
