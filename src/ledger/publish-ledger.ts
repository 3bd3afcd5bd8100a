import type { TreeReader } from '../git/tree-reader.ts';
import {
  coverPath,
  nothingPublished,
  partPaths,
  partsOf,
  publishedFolder,
  readCover,
  readParts,
  type PublishedCover,
} from './published-layout.ts';
import { coveredBytes, freshTexts, type FreshTexts } from './segment-texts.ts';

/** Files of a `fitness/<host>` branch to write, and to take away (`null`). */
export type PublishedChanges = ReadonlyMap<string, Uint8Array | null>;

/**
 * What has to change in a `fitness/<host>` branch so that it holds this ledger as it stands now: every record, redacted,
 * in segments of the same numbers, and what was folded away as a summary. A branch only ever learns: where the local files
 * do not continue what it holds (they were lost, or come from elsewhere), a new epoch begins beside the old one.
 * @param tree the branch; `undefined` while there is none
 * @returns nothing where the branch holds all of it
 * @throws IntegrityError `ledger-summary-damaged`
 */
export async function publishedChanges(path: string, tree: TreeReader | undefined): Promise<PublishedChanges> {
  const known = (tree === undefined ? undefined : await readCover(tree)) ?? nothingPublished;
  const texts = freshTexts(path, known);
  const { folder, segments, summary } = texts;
  // Nothing here is nothing to tell, also where the branch knows more.
  if (folder.summary === 0 && folder.segments.length === 0) return new Map();
  if (isBehind(texts, known) || !(await continues(texts, tree, known))) {
    const next = { ...nothingPublished, epoch: known.epoch + 1 };
    return changesFor(freshTexts(path, next), next);
  }
  if (segments.size === 0 && summary === undefined) return new Map();
  return new Map([...(await supersededParts(texts, tree, known)), ...changesFor(texts, known)]);
}

/** Whether the branch holds something that is not here any more, not even folded away. */
function isBehind({ folder }: FreshTexts, known: PublishedCover): boolean {
  const here = new Set(folder.segments);
  const gone = known.segments.some(({ number }) => number > folder.summary && !here.has(number));
  return folder.summary < known.summary || gone;
}

async function continues(
  { segments }: FreshTexts,
  tree: TreeReader | undefined,
  known: PublishedCover,
): Promise<boolean> {
  for (const [number, { text }] of segments) {
    if (tree === undefined || coveredBytes(known, number) === undefined) continue;
    if (!text.startsWith(await readParts(tree, publishedFolder(known.epoch, number, 'ledger')))) return false;
  }
  return true;
}

/** The parts of what a newer summary stands for; history keeps them. */
async function supersededParts(
  { folder }: FreshTexts,
  tree: TreeReader | undefined,
  { epoch, summary, segments }: PublishedCover,
): Promise<PublishedChanges> {
  if (tree === undefined || folder.summary === summary) return new Map();
  const old = segments.filter(({ number }) => number <= folder.summary);
  const folders = [
    publishedFolder(epoch, summary, 'summary'),
    ...old.map(({ number }) => publishedFolder(epoch, number, 'ledger')),
  ];
  const paths = await Promise.all(folders.map((each) => partPaths(tree, each)));
  return new Map(paths.flat().map((path) => [path, null]));
}

function changesFor({ folder, segments, summary }: FreshTexts, known: PublishedCover): PublishedChanges {
  const { epoch } = known;
  const files = [...segments].flatMap(([number, { text }]) => [
    ...partsOf(publishedFolder(epoch, number, 'ledger'), text),
  ]);
  const folded = summary === undefined ? [] : partsOf(publishedFolder(epoch, folder.summary, 'summary'), summary);
  const cover: PublishedCover = {
    version: 1,
    epoch,
    summary: folder.summary,
    segments: folder.segments.map((number) => {
      return { number, bytes: segments.get(number)?.bytes ?? coveredBytes(known, number) ?? 0 };
    }),
  };
  return new Map([...files, ...folded, [coverPath, new TextEncoder().encode(`${JSON.stringify(cover)}\n`)]]);
}
