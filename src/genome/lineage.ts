import type { Sha256 } from '../model/digest.ts';
import type { Certificate } from './certificate.ts';

/** Ancestry as the birth certificates tell it: never read from git's history, which can be shallow or rewritten. */
export interface Lineage {
  readonly members: ReadonlyMap<Sha256, LineageMember>;
  /** Members without parents, sorted by time of birth. */
  readonly roots: readonly Sha256[];
  readonly faults: readonly LineageFault[];
}

export interface LineageMember {
  readonly certificate: Certificate;
  /** As the certificate lists them, also those that are missing. */
  readonly parents: readonly Sha256[];
  /** Sorted by time of birth. */
  readonly children: readonly Sha256[];
}

export type LineageFault =
  | { readonly code: 'missing-parent'; readonly digest: Sha256; readonly parent: Sha256 }
  /** Each is an ancestor of itself: impossible while digests hold, so somebody wrote these by hand. */
  | { readonly code: 'cycle'; readonly digests: readonly Sha256[] }
  | { readonly code: 'wrong-generation'; readonly digest: Sha256; readonly expected: number; readonly found: number };

/** Links certificates into a tree. An allele that stands at several loci counts once. */
export function buildLineage(certificates: readonly Certificate[]): Lineage {
  const born = new Map([...certificates].sort(byBirth).map((certificate) => [certificate.digest, certificate]));
  const children = childrenOf(born);
  const members = new Map(
    [...born].map(([digest, certificate]) => {
      const member = { certificate, parents: certificate.parents, children: children.get(digest) ?? [] };
      return [digest, member] as const;
    }),
  );
  const roots = [...members].filter(([, { parents }]) => parents.length === 0).map(([digest]) => digest);
  return { members, roots, faults: [...missingParents(born), ...cycles(born), ...wrongGenerations(born)] };
}

/** Everything an allele descends from, nearest first, each once; ends where a certificate is missing. */
export function ancestors(lineage: Lineage, digest: Sha256): readonly Sha256[] {
  return reachable(digest, (each) => lineage.members.get(each)?.parents ?? []);
}

/** Everything that descends from an allele, nearest first, each once. */
export function descendants(lineage: Lineage, digest: Sha256): readonly Sha256[] {
  return reachable(digest, (each) => lineage.members.get(each)?.children ?? []);
}

type Certificates = ReadonlyMap<Sha256, Certificate>;

function byBirth(a: Certificate, b: Certificate): number {
  return Date.parse(a.created) - Date.parse(b.created) || (a.digest < b.digest ? -1 : 1);
}

function childrenOf(born: Certificates): ReadonlyMap<Sha256, readonly Sha256[]> {
  const children = new Map<Sha256, Sha256[]>();
  for (const { digest, parents } of born.values()) {
    for (const parent of parents) {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [digest]);
      else siblings.push(digest);
    }
  }
  return children;
}

function missingParents(born: Certificates): readonly LineageFault[] {
  return [...born.values()].flatMap(({ digest, parents }) =>
    parents.filter((parent) => !born.has(parent)).map((parent) => ({ code: 'missing-parent', digest, parent }) as const),
  );
}

/** Takes away what has no parent left, over and over; where that stops early, the rest holds or descends from a cycle. */
function cycles(born: Certificates): readonly LineageFault[] {
  const waiting = new Map([...born].map(([digest, { parents }]) => [digest, parents.filter((p) => born.has(p)).length]));
  const children = childrenOf(born);
  const ready = [...waiting].filter(([, count]) => count === 0).map(([digest]) => digest);
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    waiting.delete(next);
    for (const child of children.get(next) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  return rings(waiting.keys(), (digest) => born.get(digest)?.parents.find((parent) => waiting.has(parent)));
}

/** Follows one step from each; paths of their own that close are rings. */
function rings(starts: Iterable<Sha256>, step: (digest: Sha256) => Sha256 | undefined): readonly LineageFault[] {
  const done = new Set<Sha256>();
  const found: LineageFault[] = [];
  for (const start of starts) {
    const path: Sha256[] = [];
    let at: Sha256 | undefined = start;
    for (; at !== undefined && !done.has(at); at = step(at)) {
      done.add(at);
      path.push(at);
    }
    const closes = at === undefined ? -1 : path.indexOf(at);
    if (closes >= 0) found.push({ code: 'cycle', digests: path.slice(closes) });
  }
  return found;
}

function wrongGenerations(born: Certificates): readonly LineageFault[] {
  return [...born.values()].flatMap(({ digest, parents, generation, origin }) => {
    const known = parents.flatMap((parent) => born.get(parent)?.generation ?? []);
    if (origin === 'import' || known.length === 0 || known.length < parents.length) return [];
    const expected = Math.max(...known) + 1;
    return expected === generation ? [] : [{ code: 'wrong-generation', digest, expected, found: generation } as const];
  });
}

/** Breadth first; the start is in the result only when a cycle leads back to it. */
function reachable(start: Sha256, step: (digest: Sha256) => readonly Sha256[]): readonly Sha256[] {
  const seen = new Set<Sha256>();
  let frontier = step(start);
  while (frontier.length > 0) {
    const fresh = [...new Set(frontier)].filter((digest) => !seen.has(digest));
    for (const digest of fresh) seen.add(digest);
    frontier = fresh.flatMap(step);
  }
  return [...seen];
}
