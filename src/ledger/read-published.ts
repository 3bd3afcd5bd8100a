import { z } from 'zod';
import { IntegrityError } from '../errors/integrity-error.ts';
import type { TreeReader } from '../git/tree-reader.ts';
import { emptyState, LedgerFold, type LedgerState } from './ledger-fold.ts';
import { publishedFolder, readCover, readParts } from './published-layout.ts';
import { visitLine } from './scan.ts';
import { stateOfJson, unsealed } from './state-text.ts';

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

/**
 * What the ledgers in a `fitness/<host>` branch add up to, one for each epoch, oldest first.
 * @throws IntegrityError `fitness-branch-damaged`
 */
export async function readPublished(tree: TreeReader): Promise<readonly LedgerState[]> {
  const cover = await readCover(tree);
  if (cover === undefined) throw damaged(tree, 'its cover.json cannot be read');
  const states: LedgerState[] = [];
  for (let epoch = 1; epoch <= cover.epoch; epoch += 1) states.push(await readEpoch(tree, epoch));
  return states;
}

const entryName = /^(\d{8})\.(ledger|summary)$/;

async function readEpoch(tree: TreeReader, epoch: number): Promise<LedgerState> {
  const top = publishedFolder(epoch, 0, 'ledger').split('/', 1)[0] ?? '';
  const found = (await tree.list(top)).flatMap(({ name }) => {
    const [, digits, kind] = entryName.exec(name) ?? [];
    return digits === undefined ? [] : [{ number: Number.parseInt(digits, 10), kind }];
  });
  const summary = Math.max(0, ...found.filter(({ kind }) => kind === 'summary').map(({ number }) => number));
  const fold = new LedgerFold(await readSummary(tree, epoch, summary));
  for (const { number, kind } of found) {
    // Whoever finds both summary and segment believes the summary.
    if (kind === 'ledger' && number > summary) await readSegment(tree, publishedFolder(epoch, number, 'ledger'), fold);
  }
  return fold.state;
}

async function readSummary(tree: TreeReader, epoch: number, number: number): Promise<LedgerState> {
  if (number === 0) return emptyState();
  const folder = publishedFolder(epoch, number, 'summary');
  const parsed = summarySchema.safeParse(unsealed(await readParts(tree, folder)));
  if (!parsed.success) throw damaged(tree, `the summary in ${folder} is torn, altered or of another version`);
  return stateOfJson(parsed.data);
}

async function readSegment(tree: TreeReader, folder: string, fold: LedgerFold): Promise<void> {
  const visitor = {
    record: (record: Parameters<LedgerFold['add']>[0]) => {
      fold.add(record);
    },
    damaged: () => {
      throw damaged(tree, `a line in ${folder} is torn or altered`);
    },
  };
  for (const line of (await readParts(tree, folder)).split('\n')) visitLine(line, visitor);
}

function damaged(tree: TreeReader, what: string): IntegrityError {
  return new IntegrityError({
    code: 'fitness-branch-damaged',
    message: `Expected the published ledger in ${tree.description} to be whole, but ${what}.`,
    hint: '`git log` of the branch shows who wrote it last; `git fsck` checks the objects.',
  });
}
