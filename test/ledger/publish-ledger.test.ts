import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TreeReader } from '../../src/git/tree-reader.ts';
import { compactLedger } from '../../src/ledger/compact-ledger.ts';
import { rightWhereWrong } from '../../src/ledger/disagreements.ts';
import type { LedgerState } from '../../src/ledger/ledger-fold.ts';
import { encodeLine } from '../../src/ledger/line.ts';
import { publishedChanges } from '../../src/ledger/publish-ledger.ts';
import { readLedgerState } from '../../src/ledger/read-ledger-state.ts';
import { readPublished } from '../../src/ledger/read-published.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { segmentPath } from '../../src/ledger/segments.ts';
import { sealed } from '../../src/ledger/state-text.ts';
import { sha256 } from '../../src/model/digest.ts';

let folder: string;
let files: Map<string, Uint8Array>;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-publish-'));
  files = new Map();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const [a, b] = [sha256('a'), sha256('b')];
const locus = 'bridge_create';

/** A branch's tree in memory: what commits make of it is git's business. */
const tree: TreeReader = {
  description: 'test branch',
  read: (file) => Promise.resolve(files.get(file)),
  list: (at) => {
    const prefix = at === '' ? '' : `${at}/`;
    const inside = [...files.keys()].filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
    const names = [...new Set(inside.map((rest) => rest.split('/', 1)[0] ?? ''))].sort();
    return Promise.resolve(names.map((name) => ({ name, kind: inside.includes(name) ? 'file' : 'folder' })));
  },
};

/** What one publication wrote and took away, after it was done. */
async function publish(): Promise<readonly string[]> {
  const changes = await publishedChanges(folder, files.size === 0 ? undefined : tree);
  for (const [file, bytes] of changes) {
    if (bytes === null) files.delete(file);
    else files.set(file, bytes);
  }
  return [...changes].map(([file, bytes]) => (bytes === null ? `-${file}` : file)).sort();
}

function run(name: string): readonly LedgerRecord[] {
  const [first, second] = [1, 2].map((attempt) => ({ run: name, attempt, at: 1, locus }));
  const asked = { step: '1', contract: sha256('contract'), input: sha256(name) };
  return [
    { t: 'run', run: name, at: 1, target: locus, phenotype: 'default', kernel: 'mock', pid: 1, boot: 'gone' },
    { t: 'intent', ...first!, ...asked, allele: a },
    { t: 'outcome', ...first!, allele: a, outcome: 'gene-failure', operations: 1, error: 'exception: ünïcode' },
    { t: 'intent', ...second!, ...asked, allele: b },
    { t: 'outcome', ...second!, allele: b, outcome: 'ok', operations: 1, fallbackOf: 1 },
    { t: 'end', run: name, at: 2, ok: true, rolledBack: false },
  ];
}

function append(segment: number, ...names: readonly string[]): void {
  appendFileSync(segmentPath(folder, segment), names.flatMap(run).map(encodeLine).join(''));
}

async function published(): Promise<LedgerState> {
  const [state, ...others] = await readPublished(tree);
  expect(others).toEqual([]);
  return state!;
}

function wins(state: LedgerState): number {
  return rightWhereWrong(state.disagreements, locus, b, a).size;
}

describe('a published ledger', () => {
  test('adds up to what the local one does', async () => {
    append(1, 'x', 'y');
    append(2, 'z');
    await publish();
    const local = readLedgerState(folder).fold.state;
    const there = await published();
    expect(there.disagreements).toEqual(local.disagreements);
    expect(there.tallies).toEqual(local.tallies);
  });

  test('grows by what is new only', async () => {
    append(1, 'x');
    expect(await publish()).toEqual(['0001/00000001.ledger/0001', 'cover.json']);
    expect(await publish()).toEqual([]);
    append(2, 'y');
    expect(await publish()).toEqual(['0001/00000002.ledger/0001', 'cover.json']);
    append(2, 'z');
    const before = Buffer.from(files.get('0001/00000002.ledger/0001')!).toString();
    await publish();
    expect(Buffer.from(files.get('0001/00000002.ledger/0001')!).toString().startsWith(before)).toBe(true);
    expect(wins(await published())).toBe(3);
  });

  test('a last line that is still being written comes with the next publication', async () => {
    append(1, 'x');
    const [line] = run('y').slice(0, 1).map(encodeLine);
    appendFileSync(segmentPath(folder, 1), line!.slice(0, 30));
    await publish();
    appendFileSync(segmentPath(folder, 1), line!.slice(30) + run('y').slice(1).map(encodeLine).join(''));
    expect(await publish()).not.toEqual([]);
    expect(wins(await published())).toBe(2);
  });

  test('what was folded away stands as a summary; nothing counts twice', async () => {
    for (const segment of [1, 2, 3]) append(segment, `run ${segment}`);
    await publish();
    expect(compactLedger(folder)).toBe(2);
    expect(await publish()).toEqual([
      '-0001/00000001.ledger/0001',
      '-0001/00000002.ledger/0001',
      '0001/00000002.summary/0001',
      'cover.json',
    ]);
    expect(wins(await published())).toBe(3);
    expect((await published()).tallies).toEqual(readLedgerState(folder).fold.state.tallies);
    append(4, 'run 4');
    expect(compactLedger(folder)).toBe(1);
    expect((await publish()).filter((file) => file.startsWith('-'))).toEqual([
      '-0001/00000002.summary/0001',
      '-0001/00000003.ledger/0001',
    ]);
    expect(wins(await published())).toBe(4);
  });

  test('large texts come in parts', async () => {
    const names = Array.from({ length: 1500 }, (_, index) => `run ${index}`);
    append(1, ...names);
    expect(await publish()).toContain('0001/00000001.ledger/0002');
    append(1, 'one more');
    await publish();
    const state = await published();
    expect(wins(state)).toBe(1024);
    expect(state.tallies.get(locus)?.get(b)?.attempts).toBe(1501);
  });

  test('another history does not replace what was published: it stands beside it', async () => {
    append(1, 'x', 'y');
    await publish();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    append(1, 'another', 'and', 'more');
    await publish();
    expect((await readPublished(tree)).map(wins)).toEqual([2, 3]);
    append(1, 'still');
    await publish();
    expect((await readPublished(tree)).map(wins)).toEqual([2, 4]);
  });
});

describe('what came from another machine', () => {
  beforeEach(async () => {
    for (const segment of [1, 2]) append(segment, `run ${segment}`);
    compactLedger(folder);
    await publish();
  });

  const summary = '0001/00000001.summary/0001';
  const good = { tallies: {}, runs: [], due: [], answers: [], disagreements: [], failures: [] };

  test.each<[string, string, string]>([
    ['a cover that is no JSON', 'cover.json', '{'],
    ['a cover of another version', 'cover.json', '{"version":2,"epoch":1,"summary":0,"segments":[]}'],
    ['a cover with too many epochs', 'cover.json', '{"version":1,"epoch":100000,"summary":0,"segments":[]}'],
    ['a torn summary', summary, 'sg 2'],
    ['a summary with a run', summary, sealed({ ...good, runs: [{}] })],
    ['a summary with a short digest', summary, sealed({ ...good, disagreements: [['l', 'a b', [], []]] })],
    ['a summary with text for an input', summary, sealed({ ...good, disagreements: [['l', `${a} ${b}`, ['x'], []]] })],
    ['a summary with no failures', summary, sealed({ ...good, failures: undefined })],
    ['a line that was altered', '0001/00000002.ledger/0001', '\n00000000 {"t":"end"}'],
  ])('%s is refused', async (_, file, text) => {
    expect(files.has(file)).toBe(true);
    files.set(file, new TextEncoder().encode(text));
    await expect(readPublished(tree)).rejects.toMatchObject({ code: 'fitness-branch-damaged', exitStatus: 3 });
  });

  test('a branch without a cover is none of ours', async () => {
    files.delete('cover.json');
    await expect(readPublished(tree)).rejects.toMatchObject({ code: 'fitness-branch-damaged' });
  });
});
