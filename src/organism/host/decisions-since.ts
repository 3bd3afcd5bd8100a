import { openSwiftObjects, type SwiftObjects } from '../../git/swift-objects.ts';
import type { Repository } from '../../git/repository.ts';
import { parseTrailers, trailerValues } from '../../git/trailers.ts';
import { walkHistory } from '../../git/walk-history.ts';
import { SgError } from '../../errors/sg-error.ts';
import { isObjectId } from '../../git/ref-name.ts';
import { phenotypeTrailer } from './phenotype-branch.ts';

/** A commit of main that decided on a phenotype. */
export interface MainDecision {
  readonly commit: string;
  readonly subject: string;
}

/** More would make a message that nobody reads. */
const mostTold = 50;

/**
 * Decisions on a phenotype that main has made since the commit it was last published from, newest first.
 * @param since `undefined` when nothing was published
 * @returns `newer` when main is behind that commit, `diverged` when neither leads to the other
 */
export async function decisionsSince(
  repository: Repository,
  request: { readonly main: string; readonly since: string | undefined; readonly phenotype: string },
): Promise<readonly MainDecision[] | 'newer' | 'diverged'> {
  const { main, since, phenotype } = request;
  if (since === undefined) return [];
  const objects = await openSwiftObjects(repository);
  try {
    const found: MainDecision[] = [];
    for await (const { commit } of walkHistory(repository, objects, main)) {
      if (commit.oid === since) return found;
      const about = trailerValues(parseTrailers(commit.message), phenotypeTrailer);
      const subject = commit.message.split('\n', 1)[0] ?? '';
      if (about.includes(phenotype) && found.length < mostTold) found.push({ commit: commit.oid, subject });
    }
    return (await leadsTo(repository, objects, since, main)) ? 'newer' : 'diverged';
  } finally {
    objects.close();
  }
}

/** Whether `ancestor` is in the history of `start`; what is not here can't tell. */
async function leadsTo(
  repository: Repository,
  objects: SwiftObjects,
  start: string,
  ancestor: string,
): Promise<boolean> {
  if (!isObjectId(start)) return false;
  try {
    for await (const { commit } of walkHistory(repository, objects, start)) if (commit.oid === ancestor) return true;
    return false;
  } catch (error) {
    if (error instanceof SgError && error.code === 'git-object-missing') return false;
    throw error;
  }
}
