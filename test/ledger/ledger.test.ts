import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../src/errors/environment-error.ts';
import { LedgerWriter } from '../../src/ledger/ledger-writer.ts';
import { decodeLine, encodeLine } from '../../src/ledger/line.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { listLedger, segmentPath } from '../../src/ledger/segments.ts';
import { sha256 } from '../../src/model/digest.ts';

const allele = sha256('allele');

function intent(run: string, attempt = 1): LedgerRecord {
  const digests = { allele, contract: sha256('contract'), input: sha256('input') };
  return { t: 'intent', run, attempt, at: 12.5, step: '1', locus: 'bridge_create', ...digests };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-ledger-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function read(): ReturnType<typeof readLedger> {
  return readLedger(path.join(folder, 'ledger'));
}

function writer(): LedgerWriter {
  return new LedgerWriter(path.join(folder, 'ledger'));
}

describe('a line', () => {
  test('gives back the record it was made from', () => {
    const text = encodeLine(intent('run'));
    expect(text.startsWith('\n')).toBe(true);
    expect(decodeLine(text.slice(1))).toEqual(intent('run'));
  });

  test('with any one character changed is no record', () => {
    const line = encodeLine(intent('run')).slice(1);
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.integer({ min: 1, max: 127 }), (at, shift) => {
        const code = (line.charCodeAt(at) + shift) % 128;
        const edited = line.slice(0, at) + String.fromCharCode(code) + line.slice(at + 1);
        // Upper-case hexadecimal digits name the same number but are not how we write it.
        expect(decodeLine(edited)).toBeUndefined();
      }),
    );
  });

  test('of any other text is no record and no crash', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeLine(text)).toBeUndefined();
      }),
    );
  });
});

describe('the ledger', () => {
  test('keeps what was flushed, in order', () => {
    const ledger = writer();
    ledger.add(intent('a', 1));
    ledger.add(intent('a', 2));
    ledger.close();
    const again = writer();
    again.add(intent('b'));
    again.close();
    expect(read()).toEqual({ records: [intent('a', 1), intent('a', 2), intent('b')], damaged: 0 });
  });

  test('is empty where none was written', () => {
    expect(read()).toEqual({ records: [], damaged: 0 });
  });

  test('loses only the torn record, not the next one', () => {
    const ledger = writer();
    ledger.add(intent('kept'));
    ledger.add(intent('torn'));
    ledger.close();
    const segment = segmentPath(path.join(folder, 'ledger'), 1);
    truncateSync(segment, readFileSync(segment).length - 7);
    const next = writer();
    next.add(intent('next'));
    next.close();
    expect(read()).toEqual({ records: [intent('kept'), intent('next')], damaged: 1 });
  });

  test('skips lines that were altered or are not ours', () => {
    const ledger = writer();
    ledger.add(intent('kept'));
    ledger.close();
    const segment = segmentPath(path.join(folder, 'ledger'), 1);
    appendFileSync(segment, '\n00000000 {"t":"end"}\nhello\n\u0000\u0001');
    expect(read()).toEqual({ records: [intent('kept')], damaged: 3 });
  });

  test('starts a new segment when one is full', () => {
    const ledger = writer();
    ledger.add(intent('first'));
    ledger.close();
    const segment = segmentPath(path.join(folder, 'ledger'), 1);
    appendFileSync(segment, `\n${'x'.repeat(4 * 1024 * 1024)}`);
    const next = writer();
    next.add(intent('second'));
    next.close();
    expect(listLedger(path.join(folder, 'ledger')).segments).toEqual([1, 2]);
    expect(read().records).toEqual([intent('first'), intent('second')]);
  });

  test('keeps runs that go on side by side in the segment they began in', () => {
    const about = { target: 'x', phenotype: 'default', kernel: 'mock', pid: process.pid };
    const begin = (run: string): LedgerRecord => ({ t: 'run', run, at: 1, ...about });
    const end = (run: string): LedgerRecord => ({ t: 'end', run, at: 2, ok: true, rolledBack: false });
    const ledger = writer();
    const add = (...records: readonly LedgerRecord[]): void => {
      for (const record of records) ledger.add(record);
      ledger.flush();
    };
    add(begin('a'));
    appendFileSync(segmentPath(path.join(folder, 'ledger'), 1), `\n${'x'.repeat(4 * 1024 * 1024)}`);
    add(begin('b'), end('a'), end('b'));
    expect(listLedger(path.join(folder, 'ledger')).segments).toEqual([1]);
    add(begin('c'), end('c'));
    ledger.close();
    expect(listLedger(path.join(folder, 'ledger')).segments).toEqual([1, 2]);
  });

  test('says why it takes no records', () => {
    writeFileSync(path.join(folder, 'ledger'), 'a file where the folder should be');
    const ledger = writer();
    ledger.add(intent('lost'));
    expect(() => {
      ledger.flush();
    }).toThrow(EnvironmentError);
  });

  test('takes the records of several processes at once and loses none', async () => {
    const program = path.join(import.meta.dirname, 'write-records.mjs');
    const processes = 4;
    const each = 250;
    await Promise.all(
      Array.from({ length: processes }, (_, index) => {
        const child = fork(program, [path.join(folder, 'ledger'), `p${index}`, String(each)], {
          execArgv: ['--import', 'tsx'],
        });
        return new Promise<void>((resolve, reject) => {
          child.on('exit', (code) => {
            if (code === 0) resolve();
            else reject(new Error(`writer ended with ${code ?? 'a signal'}`));
          });
        });
      }),
    );
    const { records, damaged } = read();
    expect(damaged).toBe(0);
    const seen = new Set(records.map((record) => (record.t === 'intent' ? `${record.run}/${record.attempt}` : '')));
    expect(seen.size).toBe(processes * each);
  });
});
