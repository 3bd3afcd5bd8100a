import type { IdentifiedTree } from '../git/commit-tree.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import type { LedgerState } from './ledger-fold.ts';
import { epochFiles, partPaths, publishedFolder, type EpochFiles } from './published-layout.ts';
import { stateOfJson, type StateJson } from './state-text.ts';

/** How far each epoch of a published ledger has been read, plain JSON: oldest first. */
export type PublishedProgress = readonly EpochProgress[];

export interface PublishedReading {
  readonly states: readonly LedgerState[];
  readonly progress: PublishedProgress;
}

export interface EpochProgress {
  readonly summary: number;
  /** Git's id of the summary's folder; `null` without one. */
  readonly summaryId: string | null;
  readonly segments: readonly SegmentProgress[];
  /** The last part of the last segment, which alone may have grown since. */
  readonly end: { readonly bytes: number; readonly digest: Sha256 };
  /** What all of it added up to. */
  readonly state: StateJson;
}

interface SegmentProgress {
  readonly number: number;
  /** Git's ids of its parts, in order. */
  readonly parts: readonly string[];
}

/** Where to go on with an epoch. */
export interface Resumption {
  readonly state: LedgerState;
  /** Numbers of the segments that are read. */
  readonly segments: readonly number[];
  /** What came to the last of them since. */
  readonly tail: string;
}

/** What was read adds up to, one for each epoch. The progress is used up by it. */
export function statesOf(progress: PublishedProgress): readonly LedgerState[] {
  return progress.map(({ state }) => stateOfJson(state));
}

export async function progressOf(
  tree: IdentifiedTree,
  { epoch, summary, segments }: EpochFiles & { readonly epoch: number },
): Promise<Omit<EpochProgress, 'state'>> {
  const found: SegmentProgress[] = [];
  let last: string | undefined;
  for (const number of segments) {
    const paths = await partPaths(tree, publishedFolder(epoch, number, 'ledger'));
    found.push({ number, parts: await idsOf(tree, paths) });
    last = paths.at(-1);
  }
  const bytes = (last === undefined ? undefined : await tree.read(last)) ?? new Uint8Array();
  const end = { bytes: bytes.length, digest: sha256(bytes) };
  return { summary, summaryId: await summaryIdOf(tree, epoch, summary), segments: found, end };
}

/**
 * Records count in the order written, segment after segment. So only what came to the end of the last segment, or in
 * segments behind it, can be added to what is known.
 * @returns `undefined` where the epoch has to be read from its start
 */
export async function resumable(
  tree: IdentifiedTree,
  epoch: number,
  known: EpochProgress | undefined,
): Promise<Resumption | undefined> {
  if (known === undefined) return undefined;
  const { summary, segments } = await epochFiles(tree, epoch);
  if (summary !== known.summary || (await summaryIdOf(tree, epoch, summary)) !== known.summaryId) return undefined;
  if (known.segments.some(({ number }, index) => segments[index] !== number)) return undefined;
  let tail: string | undefined = '';
  for (const segment of known.segments) {
    // Of all but the last nothing may have come: it would count before what was read behind it.
    if (tail !== '') return undefined;
    tail = await tailOf(tree, publishedFolder(epoch, segment.number, 'ledger'), segment, known.end);
  }
  if (tail === undefined) return undefined;
  return { state: stateOfJson(known.state), segments: known.segments.map(({ number }) => number), tail };
}

/** What stands behind what was read of a segment; `undefined` where that is not there any more. */
async function tailOf(
  tree: IdentifiedTree,
  folder: string,
  { parts }: SegmentProgress,
  end: EpochProgress['end'],
): Promise<string | undefined> {
  const paths = await partPaths(tree, folder);
  const ids = await idsOf(tree, paths);
  if (ids.length === parts.length && ids.every((id, index) => id === parts[index])) return '';
  const last = Math.max(0, parts.length - 1);
  if (parts.some((id, index) => index < last && ids[index] !== id)) return undefined;
  const grown = await Promise.all(paths.slice(last).map((path) => tree.read(path)));
  const [first = new Uint8Array(), ...others] = grown.map((bytes) => bytes ?? new Uint8Array());
  if (sha256(first.subarray(0, end.bytes)) !== end.digest) return undefined;
  const text = Buffer.concat([first.subarray(end.bytes), ...others]).toString('utf8');
  // A line begins with its line feed: anything else would belong to the line before, which was read as whole.
  return text === '' || text.startsWith('\n') ? text : undefined;
}

async function summaryIdOf(tree: IdentifiedTree, epoch: number, summary: number): Promise<string | null> {
  if (summary === 0) return null;
  return (await tree.idOf(publishedFolder(epoch, summary, 'summary'))) ?? null;
}

async function idsOf(tree: IdentifiedTree, paths: readonly string[]): Promise<readonly string[]> {
  return Promise.all(paths.map(async (path) => (await tree.idOf(path)) ?? ''));
}
