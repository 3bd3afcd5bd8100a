import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LedgerWriter } from '../../src/ledger/ledger-writer.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { sha256 } from '../../src/model/digest.ts';

const allele = sha256('allele');

function end(run: string): LedgerRecord {
  return { t: 'end', run, at: 1, ok: true, rolledBack: false };
}

function decomposed(run: string, reason: string): LedgerRecord {
  return { t: 'decomposed', run, at: 1, pathway: 'p', allele, reason };
}

test('records of some kinds are found between others, whatever their length and whatever texts say', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const writer = new LedgerWriter(folder);
  const long = 'ü'.repeat(400_000);
  const records = Array.from({ length: 3_000 }, (_, index) =>
    index % 1_000 === 7 ? decomposed(`r${index}`, index === 7 ? long : '"t":"end"') : end(`r${index}`),
  );
  for (const record of records) writer.add(record);
  writer.close();
  expect(readLedger(folder).records).toEqual(records);
  expect(readLedger(folder, ['decomposed']).records).toEqual(records.filter(({ t }) => t === 'decomposed'));
  expect(readLedger(folder, ['end']).records).toHaveLength(2_997);
  expect(readLedger(folder, ['pathway'])).toEqual({ records: [], damaged: 0 });
});
