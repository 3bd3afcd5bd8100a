import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntegrityError } from '../../../src/errors/integrity-error.ts';
import { journalFiles, JournalFile, putAway } from '../../../src/kernel/journal/journal-file.ts';
import { decodeRecords, encodeRecord } from '../../../src/kernel/journal/journal-line.ts';
import type { BeginRecord, JournalRecord } from '../../../src/kernel/journal/journal-record.ts';
import { readJournal } from '../../../src/kernel/journal/read-journal.ts';

const begin: BeginRecord = {
  t: 'begin',
  version: 1,
  label: 'run x',
  at: 1_700_000_000.5,
  kernel: 'iproute2',
  pid: 1,
  boot: 'b',
  network: 'net:[1]',
  state: { links: [], routes: [], fdb: [], neighbours: [] },
};
const intent: JournalRecord = {
  t: 'intent',
  n: 1,
  operation: 'attachPort',
  args: ['br0', 'eth1'],
  devices: ['eth1', 'br0'],
};
const all: readonly JournalRecord[] = [
  begin,
  intent,
  { t: 'result', n: 1, error: null },
  { t: 'restored', proven: true },
  { t: 'end', committed: false, proven: true },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sg-journal-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the undo journal', () => {
  it('reads what was written, and what was cut off anywhere is a beginning of it', () => {
    const text = all.map(encodeRecord).join('');
    expect(decodeRecords(text)).toEqual(all);
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (length) => {
        const read = decodeRecords(text.slice(0, length));
        expect(read).toEqual(all.slice(0, read.length));
      }),
    );
  });

  it('believes no line that was altered, nor anything behind it', () => {
    const text = all.map(encodeRecord).join('');
    const altered = fc.record({ at: fc.nat({ max: text.length - 1 }), by: fc.constantFrom('0', 'x', '"', ' ') });
    fc.assert(
      fc.property(altered, ({ at, by }) => {
        fc.pre(text[at] !== by && text[at] !== '\n');
        const lines = text.slice(0, at).split('\n').length - 1;
        expect(decodeRecords(text.slice(0, at) + by + text.slice(at + 1))).toEqual(all.slice(0, lines));
      }),
    );
  });

  it('tells what a recovery has to restore, until the transaction is over', async () => {
    const journal = await JournalFile.create(path.join(folder, 'new'), begin);
    await journal.append(intent);
    const [file] = await journalFiles(path.join(folder, 'new'), ['.open']);
    expect(file).toBe(journal.path);
    expect(await readJournal(journal.path)).toMatchObject({
      begin,
      devices: ['eth1', 'br0'],
      operations: ['attachPort eth1 br0'],
      over: false,
    });
    await journal.append({ t: 'end', committed: false, proven: false });
    expect((await readJournal(journal.path)).over).toBe(false);
    await journal.append({ t: 'end', committed: true, proven: true });
    expect((await readJournal(journal.path)).over).toBe(true);
    await journal.close(false);
    const [kept] = await journalFiles(path.join(folder, 'new'), ['.open', '.incomplete']);
    expect(kept).toMatch(/\.incomplete$/);
    await putAway(kept!, true);
    expect(await journalFiles(path.join(folder, 'new'), ['.open', '.incomplete'])).toEqual([]);
  });

  it('is empty where not even the beginning came through', async () => {
    const file = path.join(folder, 'torn.open');
    await writeFile(file, encodeRecord(begin).slice(0, -5));
    expect((await readJournal(file)).begin).toBeUndefined();
  });

  it('refuses the journal of another version instead of forgetting it', async () => {
    const file = path.join(folder, 'other.open');
    await writeFile(file, encodeRecord({ ...begin, version: 2 } as never));
    await expect(readJournal(file)).rejects.toThrow(IntegrityError);
  });

  it('takes nothing more once a record could not be written', async () => {
    const journal = await JournalFile.create(folder, begin);
    await journal.close(true);
    await expect(journal.append(intent)).rejects.toMatchObject({ code: 'journal-unusable', exitStatus: 4 });
    await expect(journal.append(intent)).rejects.toThrow(/earlier record/);
  });

  it('says which folder it can not use', async () => {
    const file = path.join(folder, 'a-file');
    await appendFile(file, await readFile(import.meta.filename));
    await expect(JournalFile.create(path.join(file, 'in'), begin)).rejects.toMatchObject({ code: 'journal-unusable' });
  });
});
