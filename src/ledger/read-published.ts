import { z } from 'zod';
import { IntegrityError } from '../errors/integrity-error.ts';
import type { IdentifiedTree } from '../git/commit-tree.ts';
import type { TreeReader } from '../git/tree-reader.ts';
import { emptyState, LedgerFold, type LedgerState } from './ledger-fold.ts';
import { epochFiles, publishedFolder, readCover, readParts, type EpochFiles } from './published-layout.ts';
import {
  progressOf,
  resumable,
  type EpochProgress,
  type PublishedProgress,
  type PublishedReading,
  type Resumption,
} from './published-progress.ts';
import type { LedgerRecord } from './record.ts';
import { visitLine } from './scan.ts';
import { stateJson, stateOfJson, unsealed } from './state-text.ts';

const digest = /^[0-9a-f]{64}$/;
const mark = z.string().regex(/^[0-9a-f]{16}$/);
const marks = z.array(mark).max(1024);

/** A summary that came from another machine: every value is looked at. */
const summarySchema = z.strictObject({
  tallies: z.record(z.string(), z.record(z.string().regex(digest), z.array(z.number()).max(32))),
  runs: z.tuple([]),
  due: z.tuple([]),
  answers: z.tuple([]),
  disagreements: z.array(z.tuple([z.string(), z.string().regex(/^[0-9a-f]{64} [0-9a-f]{64}$/), marks, marks])),
  failures: z.array(z.tuple([z.string(), z.array(z.tuple([mark, mark])).max(4096)])),
});

/** Told of every record of an epoch once it has been folded; of what a summary stands for, nothing. */
export type PublishedObserver = (epoch: number, fold: LedgerFold, record: LedgerRecord) => void;

/**
 * What the ledgers in a `fitness/<host>` branch add up to, one for each epoch, oldest first.
 * @throws IntegrityError `fitness-branch-damaged`
 */
export async function readPublished(tree: TreeReader, observe?: PublishedObserver): Promise<readonly LedgerState[]> {
  const epochs = await readEpochs(tree, (epoch) => readEpoch(tree, epoch, undefined, observe));
  return epochs.map(({ state }) => state);
}

/**
 * The same, going on where an earlier reading of the branch ended. Where what was read does not stand at the beginning of
 * what is there now, that epoch is read from its start: the result is the same either way.
 * @param known what an earlier reading gave as `progress`; it is used up
 * @throws IntegrityError `fitness-branch-damaged`
 */
export async function continuePublished(
  branch: IdentifiedTree,
  known: PublishedProgress = [],
): Promise<PublishedReading> {
  const tree = rememberingReads(branch);
  const readings = await readEpochs(tree, async (epoch) => {
    const from = await resumable(tree, epoch, known[epoch - 1]);
    return readEpoch(tree, epoch, from);
  });
  const progress: EpochProgress[] = [];
  for (const [index, { state, ...read }] of readings.entries()) {
    progress.push({ ...(await progressOf(tree, { epoch: index + 1, ...read })), state: stateJson(state) });
  }
  return { states: readings.map(({ state }) => state), progress };
}

/** As much as a segment has: the end of one is read, and then looked at for the progress. */
const mostRemembered = 8 * 1024 * 1024;

function rememberingReads(tree: IdentifiedTree): IdentifiedTree {
  const known = new Map<string, Uint8Array>();
  let held = 0;
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const bytes = known.get(path) ?? (await tree.read(path));
    if (bytes === undefined || known.has(path)) return bytes;
    held += bytes.length;
    if (held > mostRemembered) {
      known.clear();
      held = bytes.length;
    }
    known.set(path, bytes);
    return bytes;
  };
  return { description: tree.description, read, list: (path) => tree.list(path), idOf: (path) => tree.idOf(path) };
}

async function readEpochs<T>(tree: TreeReader, read: (epoch: number) => Promise<T>): Promise<readonly T[]> {
  const cover = await readCover(tree);
  if (cover === undefined) throw damaged(tree, 'its cover.json cannot be read');
  const epochs: T[] = [];
  for (let epoch = 1; epoch <= cover.epoch; epoch += 1) epochs.push(await read(epoch));
  return epochs;
}

interface EpochReading extends EpochFiles {
  readonly state: LedgerState;
}

async function readEpoch(
  tree: TreeReader,
  epoch: number,
  from: Resumption | undefined,
  observe?: PublishedObserver,
): Promise<EpochReading> {
  const files = await epochFiles(tree, epoch);
  const fold = new LedgerFold(from?.state ?? (await readSummary(tree, epoch, files.summary)));
  const folderOf = (number: number): string => publishedFolder(epoch, number, 'ledger');
  const [done = -1] = from?.segments.slice(-1) ?? [];
  if (from !== undefined) foldText(tree, folderOf(done), from.tail, fold);
  for (const number of files.segments.filter((each) => each > done)) {
    foldText(tree, folderOf(number), await readParts(tree, folderOf(number)), fold, (record) => {
      observe?.(epoch, fold, record);
    });
  }
  return { ...files, state: fold.state };
}

async function readSummary(tree: TreeReader, epoch: number, number: number): Promise<LedgerState> {
  if (number === 0) return emptyState();
  const folder = publishedFolder(epoch, number, 'summary');
  const parsed = summarySchema.safeParse(unsealed(await readParts(tree, folder)));
  if (!parsed.success) throw damaged(tree, `the summary in ${folder} is torn, altered or of another version`);
  return stateOfJson(parsed.data);
}

function foldText(
  tree: TreeReader,
  folder: string,
  text: string,
  fold: LedgerFold,
  observe?: (record: LedgerRecord) => void,
): void {
  const visitor = {
    record: (record: LedgerRecord) => {
      fold.add(record);
      observe?.(record);
    },
    damaged: () => {
      throw damaged(tree, `a line in ${folder} is torn or altered`);
    },
  };
  for (const line of text.split('\n')) visitLine(line, visitor);
}

function damaged(tree: TreeReader, what: string): IntegrityError {
  return new IntegrityError({
    code: 'fitness-branch-damaged',
    message: `Expected the published ledger in ${tree.description} to be whole, but ${what}.`,
    hint: '`git log` of the branch shows who wrote it last; `git fsck` checks the objects.',
  });
}
