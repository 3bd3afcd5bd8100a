import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TreeEntry, TreeReader } from '../../src/git/tree-reader.ts';
import { compactLedger } from '../../src/ledger/compact-ledger.ts';
import { emptyState } from '../../src/ledger/ledger-fold.ts';
import { encodeLine } from '../../src/ledger/line.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import { readLedgerState } from '../../src/ledger/read-ledger-state.ts';
import { readPublished } from '../../src/ledger/read-published.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { segmentPath } from '../../src/ledger/segments.ts';
import { sealed, stateJson } from '../../src/ledger/state-text.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { sha256 } from '../../src/model/digest.ts';
import { plainTallies } from '../helpers/plain-tallies.ts';
import { budget, timeLimit } from './budget.ts';
import { met } from './law.ts';
import { mutatedJson, mutatedText } from './mutations.ts';

const allele = sha256('allele');
const place = { locus: 'bridge_create', allele, at: 12.5 };

function recordsOf(run: string): readonly LedgerRecord[] {
  const check = [{ target: 'check_link_state', arguments: { device: 'br0' } }];
  return [
    { t: 'run', run, at: 12, target: 'bridge_create', phenotype: 'default', kernel: 'mock', pid: 1, boot: 'gone' },
    { t: 'intent', run, attempt: 1, step: '1', contract: sha256('c'), input: sha256('i'), ...place },
    { t: 'outcome', run, attempt: 1, outcome: 'ok', operations: 3, ...place },
    { t: 'verdict', run, attempt: 1, timescale: 'immediate', healthy: true, ...place },
    { t: 'due', run, attempt: 1, timescale: 'resilience', notBefore: 90, check, ...place },
    { t: 'intent', run, attempt: 2, step: '2', contract: sha256('c'), input: sha256('j'), ...place },
    { t: 'withdrawn', run, attempt: 2, ...place },
    { t: 'end', run, at: 13, ok: true, rolledBack: false },
  ];
}

const records = ['a', 'b', 'c'].flatMap(recordsOf);
const text = records.map(encodeLine).join('');

/** Lines in another order, twice, missing: each whole and with a right checksum. */
const spliced = fc
  .array(fc.nat(records.length - 1), { maxLength: 40 })
  .map((order) => order.map((at) => encodeLine(records[at] as LedgerRecord)).join(''));

/** Records with a right checksum that say something else. */
const forged = fc
  .array(mutatedJson(records), { maxLength: 4 })
  .map((lines) => text + lines.map((line) => encodeLine(line as LedgerRecord)).join(''));

const ledgerText = fc.oneof(mutatedText([text]), spliced, forged);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-fuzz-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function ledgerWith(first: string, second = ''): string {
  const ledger = path.join(folder, 'ledger');
  rmSync(ledger, { recursive: true, force: true });
  mkdirSync(ledger);
  writeFileSync(segmentPath(ledger, 1), first);
  if (second !== '') writeFileSync(segmentPath(ledger, 2), second);
  return ledger;
}

function filesOf(ledger: string): ReadonlyMap<string, string> {
  return new Map(readdirSync(ledger).map((name) => [name, readFileSync(path.join(ledger, name), 'base64')]));
}

describe('a ledger that was torn, altered or spliced', () => {
  it(
    'is read without a fault, told of line by line, and not changed by reading',
    () => {
      fc.assert(
        fc.property(ledgerText, (lines) => {
          const ledger = ledgerWith(lines);
          const before = filesOf(ledger);
          const { records: sound, damaged } = readLedger(ledger);
          const told = lines.split('\n').filter((line) => line !== '').length;
          expect(sound.length + damaged).toBe(told);
          const { fold } = readLedgerState(ledger, false);
          expect(() => canonicalJson(stateJson(fold.state) as never)).not.toThrow();
          expect(filesOf(ledger)).toEqual(before);
        }),
        budget(200),
      );
    },
    timeLimit(),
  );

  it(
    'is folded away with the same tallies, and what was damaged is kept',
    () => {
      fc.assert(
        fc.property(mutatedText([text]), (lines) => {
          const ledger = ledgerWith(lines, encodeLine(records[0] as LedgerRecord));
          const before = plainTallies(readLedgerState(ledger, false).fold.tallies);
          const damaged = readLedger(ledger).damaged;
          compactLedger(ledger);
          expect(plainTallies(readLedgerState(ledger, false).fold.tallies)).toEqual(before);
          const kept = readdirSync(ledger).filter((name) => name.endsWith('.damaged'));
          expect(kept).toHaveLength(damaged > 0 ? 1 : 0);
        }),
        budget(60),
      );
    },
    timeLimit(),
  );

  it(
    'whose summary or checkpoint is torn or altered says so or is read again',
    () => {
      const state = stateJson(readLedgerState(ledgerWith(text), false).fold.state);
      const checkpoint = sealed({ cover: { summary: 0, segments: [] }, damaged: 0, state });
      const file = fc.oneof(
        mutatedText([sealed(state)]).map((changed) => ({ name: '00000001.summary', changed })),
        mutatedText([checkpoint]).map((changed) => ({ name: 'checkpoint', changed })),
      );
      return fc.assert(
        fc.asyncProperty(file, async ({ name, changed }) => {
          const ledger = ledgerWith(text, text);
          writeFileSync(path.join(ledger, name), changed);
          const read = await met(() => plainTallies(readLedgerState(ledger, false).fold.tallies).size);
          if ('code' in read) expect(read.code).toBe('ledger-summary-damaged');
          else expect(read.value).toBeGreaterThan(0);
        }),
        budget(120),
      );
    },
    timeLimit(),
  );
});

function treeOf(files: ReadonlyMap<string, string>): TreeReader {
  return {
    description: 'a test',
    read: (file) => {
      const found = files.get(file);
      return Promise.resolve(found === undefined ? undefined : new TextEncoder().encode(found));
    },
    list: (below) => {
      const names = [...files.keys()].filter((file) => file.startsWith(`${below}/`));
      const next = new Map(
        names.map((file): [string, TreeEntry] => {
          const [name = '', ...rest] = file.slice(below.length + 1).split('/');
          return [name, { name, kind: rest.length > 0 ? 'folder' : 'file' }];
        }),
      );
      return Promise.resolve([...next.values()]);
    },
  };
}

const cover = { version: 1, epoch: 1, summary: 1, segments: [{ number: 2, bytes: 100 }] };
const summary = stateJson(emptyState());
const tallied = {
  ...summary,
  tallies: { bridge_create: { [allele]: [3, 2, 0, 1, 0, 0, 0, 2, 1, 1, 0, 0, 0, 12] } },
  disagreements: [['bridge_create', `${allele} ${sha256('other')}`, ['0123456789abcdef'], []]],
  failures: [['bridge_create', [['0123456789abcdef', 'fedcba9876543210']]]],
};

describe('a published ledger that somebody else wrote', () => {
  const published = fc.record({
    cover: fc.oneof(
      fc.constant(JSON.stringify(cover)),
      mutatedJson([cover]).map((value) => JSON.stringify(value)),
    ),
    summary: fc.oneof(mutatedJson([tallied]).map(sealed), mutatedText([sealed(tallied)]), fc.constant(sealed(tallied))),
    segment: fc.oneof(ledgerText, fc.constant(text)),
  });

  it(
    'is a state of numbers, or is refused as damaged',
    () =>
      fc.assert(
        fc.asyncProperty(published, async (files) => {
          const tree = treeOf(
            new Map([
              ['cover.json', files.cover],
              ['0001/00000001.summary/0001', files.summary],
              ['0001/00000002.ledger/0001', files.segment],
            ]),
          );
          const read = await met(() => readPublished(tree));
          if ('code' in read) {
            expect(read.code).toBe('fitness-branch-damaged');
            return;
          }
          for (const { tallies } of read.value) {
            for (const tally of [...plainTallies(tallies).values()].flatMap((alleles) => [...alleles.values()])) {
              expect(Object.values(tally.outcomes).concat(tally.attempts).every(Number.isFinite)).toBe(true);
            }
          }
        }),
        budget(200),
      ),
    timeLimit(),
  );
});
