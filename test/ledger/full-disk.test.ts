import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerWriter } from '../../src/ledger/ledger-writer.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { segmentPath } from '../../src/ledger/segments.ts';
import { sha256 } from '../../src/model/digest.ts';

const digests = { allele: sha256('allele'), contract: sha256('contract'), input: sha256('input') };

function begun(run: string): LedgerRecord {
  return { t: 'run', run, at: 1, target: 'bridge_create', phenotype: 'default', kernel: 'mock', pid: process.pid };
}

function intent(run: string, attempt: number): LedgerRecord {
  return { t: 'intent', run, attempt, at: 1, step: '1', locus: 'bridge_create', ...digests };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-full-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Files below the folder that this process has open. */
function openBelow(place: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(place);
    } catch {
      return false;
    }
  }).length;
}

/** While `action` runs, no file of this process may grow beyond so many bytes; needs prlimit(1) of util-linux. */
function withFileLimit(bytes: number, action: () => void): void {
  const limit = (value: string): void => {
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${value}:`]);
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
  };
  // Without a listener the signal ends the process.
  const exceeded = (): void => undefined;
  process.on('SIGXFSZ', exceeded);
  limit(String(bytes));
  try {
    action();
  } finally {
    limit('unlimited');
    process.off('SIGXFSZ', exceeded);
  }
}

const hasLimits = spawnSync('prlimit', ['--version']).status === 0;

describe('a ledger on a full disk', () => {
  it('says so, and keeps neither a file open nor a mark that would keep others from folding', () => {
    const ledger = path.join(folder, 'ledger');
    mkdirSync(ledger);
    symlinkSync('/dev/full', segmentPath(ledger, 1));
    const open = openBelow('/dev/full');
    const writer = new LedgerWriter(ledger);
    writer.add(begun('r'));
    expect(() => {
      writer.flush();
    }).toThrow(expect.objectContaining({ code: 'ledger-not-writable' }));
    expect(() => {
      writer.close();
    }).toThrow(expect.objectContaining({ code: 'ledger-not-writable' }));
    expect(openBelow('/dev/full')).toBe(open);
    expect(readdirSync(path.join(ledger, 'writers'))).toEqual([]);
  });

  it('leaves no mark where the segment cannot even be opened', () => {
    const ledger = path.join(folder, 'ledger');
    mkdirSync(segmentPath(ledger, 1), { recursive: true });
    const writer = new LedgerWriter(ledger);
    writer.add(begun('r'));
    expect(() => {
      writer.close();
    }).toThrow(expect.objectContaining({ code: 'ledger-not-writable' }));
    expect(readdirSync(path.join(ledger, 'writers'))).toEqual([]);
  });

  it.skipIf(!hasLimits)('counts no record twice when it fills up in the middle of a write and has room again', () => {
    const ledger = path.join(folder, 'ledger');
    const writer = new LedgerWriter(ledger);
    writer.add(begun('r'));
    writer.flush();
    const { size } = statSync(segmentPath(ledger, 1));
    for (const attempt of [1, 2, 3]) writer.add(intent('r', attempt));
    withFileLimit(size + 700, () => {
      expect(() => {
        writer.flush();
      }).toThrow(expect.objectContaining({ code: 'ledger-not-writable' }));
    });
    expect(statSync(segmentPath(ledger, 1)).size).toBe(size + 700);
    writer.close();
    const { records, damaged } = readLedger(ledger);
    const attempts = records.flatMap((record) => (record.t === 'intent' ? [record.attempt] : []));
    expect({ attempts, damaged }).toEqual({ attempts: [1, 2, 3], damaged: 1 });
  });
});
