import { UsageError } from '../../errors/usage-error.ts';
import { suggest } from '../../contract/suggest.ts';
import { listTags, readTag, type Tag } from '../../git/tags.ts';
import type { Repository } from '../../git/repository.ts';
import { openWorkspace } from '../workspace.ts';
import { certificateTime } from '../../genome/certificate.ts';
import { snapshotFolder, snapshotTag } from './snapshot-name.ts';

export interface Snapshot {
  readonly name: string;
  readonly tag: string;
  readonly commit: string;
  /** When it was taken, RFC 3339 in UTC, and by whom; `null` for a tag somebody made without a note. */
  readonly taken: string | null;
  readonly by: string | null;
}

/** Every snapshot, sorted by name. */
export async function listSnapshots(start: string): Promise<readonly Snapshot[]> {
  const { repository } = await openWorkspace(start);
  return (await listTags(repository, snapshotFolder)).map(describeSnapshot);
}

/** @throws UsageError `invalid-snapshot-name`, `unknown-snapshot` */
export async function findSnapshot(repository: Repository, name: string): Promise<Snapshot> {
  const tag = await readTag(repository, snapshotTag(name));
  if (tag !== undefined) return describeSnapshot(tag);
  const known = (await listTags(repository, snapshotFolder)).map(nameOf);
  const guess = suggest(name, known);
  const all = known.length === 0 ? 'There are none; `sg snapshot NAME` takes one.' : `There are: ${known.join(', ')}.`;
  throw new UsageError({
    code: 'unknown-snapshot',
    message: `Expected the name of a snapshot, got "${name}".`,
    hint: guess === undefined ? all : `Did you mean "${guess}"?`,
    details: { name, known },
  });
}

function describeSnapshot(tag: Tag): Snapshot {
  const tagger = tag.note?.tagger;
  return {
    name: nameOf(tag),
    tag: tag.name,
    commit: tag.commit,
    taken: tagger === undefined ? null : certificateTime(new Date(tagger.timestamp * 1000)),
    by: tagger?.name ?? null,
  };
}

function nameOf({ name }: Tag): string {
  return name.slice(snapshotFolder.length + 1);
}
