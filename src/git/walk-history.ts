import { join } from 'node:path';
import type { CommitObject, ObjectStore } from './object-store.ts';
import { readTextIfPresent } from './read-if-present.ts';
import type { Repository } from './repository.ts';

export interface HistoryCommit extends CommitObject {
  readonly oid: string;
}

/** A commit on the way through history. */
export interface HistoryStep {
  readonly commit: HistoryCommit;
  /** In the order of the commit; empty where the clone is shallow. */
  readonly parents: readonly HistoryCommit[];
  /** The commit has parents, but they were not fetched: what it changed cannot be known here. */
  readonly shallow: boolean;
}

/**
 * Every commit that leads to `start`, each once, newest first by committer's time as `git log` has them; read as it is
 * asked for, so that a reader may stop early.
 * @param start a commit's full id
 * @throws IntegrityError `git-object-missing`, `git-object-unreadable`
 */
export async function* walkHistory(
  repository: Repository,
  objects: Pick<ObjectStore, 'readCommit'>,
  start: string,
): AsyncGenerator<HistoryStep> {
  const cutOff = await shallowCommits(repository);
  const known = new Map<string, Promise<HistoryCommit>>();
  const read = (oid: string): Promise<HistoryCommit> => {
    const commit = known.get(oid) ?? objects.readCommit(oid);
    known.set(oid, commit);
    return commit;
  };
  const queued = new Set([start]);
  const waiting = [await read(start)];
  for (let commit = waiting.pop(); commit !== undefined; commit = waiting.pop()) {
    const shallow = cutOff.has(commit.oid);
    const parents = shallow ? [] : await Promise.all(commit.parents.map(read));
    known.delete(commit.oid);
    for (const parent of parents.filter(({ oid }) => !queued.has(oid))) {
      queued.add(parent.oid);
      enqueue(waiting, parent);
    }
    yield { commit, parents, shallow };
  }
}

/** Keeps the newest at the end; of equals, the one that was found first. */
function enqueue(waiting: HistoryCommit[], commit: HistoryCommit): void {
  const time = commit.committer.timestamp;
  const at = waiting.findLastIndex((other) => other.committer.timestamp < time);
  waiting.splice(at + 1, 0, commit);
}

/** Commits whose parents a shallow clone left out (gitrepository-layout(5), `shallow`). */
export async function shallowCommits(repository: Repository): Promise<ReadonlySet<string>> {
  return new Set(((await readTextIfPresent(join(repository.commonDir, 'shallow'))) ?? '').split(/\s+/));
}
