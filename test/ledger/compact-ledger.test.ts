import { fork } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IntegrityError } from '../../src/errors/integrity-error.ts';
import { compactLedger } from '../../src/ledger/compact-ledger.ts';
import { LedgerFold } from '../../src/ledger/ledger-fold.ts';
import { LedgerWriter } from '../../src/ledger/ledger-writer.ts';
import { encodeLine } from '../../src/ledger/line.ts';
import { readLedgerState } from '../../src/ledger/read-ledger-state.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { listLedger, segmentPath } from '../../src/ledger/segments.ts';
import { outcomes, type Outcome } from '../../src/model/outcome.ts';
import { sha256 } from '../../src/model/digest.ts';
import { plainTallies } from '../helpers/plain-tallies.ts';
import { timescales, type Timescale } from '../../src/model/timescale.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-compact-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Attempt {
  readonly allele: string;
  readonly input: string;
  readonly close: Outcome | 'withdrawn' | 'never';
  readonly verdicts: readonly (readonly [Timescale, boolean])[];
}

const alleles = ['a', 'b', 'c'].map((name) => sha256(name));
const inputs = ['i', 'j'].map((name) => sha256(name));

/** A process that is certainly gone: it ran before the last boot. */
const gone = { pid: 1, start: '1', boot: 'another boot', namespace: null };

function runRecords(run: string, attempts: readonly Attempt[], ends: boolean): readonly LedgerRecord[] {
  const records: LedgerRecord[] = [
    { t: 'run', run, at: 1, target: 'bridge_create', phenotype: 'default', kernel: 'mock', ...gone },
  ];
  for (const [index, { allele, input, close, verdicts }] of attempts.entries()) {
    const one = { run, attempt: index + 1, at: index + 2, locus: 'bridge_create', allele };
    records.push({ t: 'intent', ...one, step: '1', contract: sha256('contract'), input });
    if (close === 'withdrawn') records.push({ t: 'withdrawn', ...one });
    else if (close !== 'never') {
      const link = index === 0 ? {} : { fallbackOf: index };
      records.push({ t: 'outcome', ...one, outcome: close, operations: 1, ...link });
    }
    for (const [timescale, healthy] of verdicts) records.push({ t: 'verdict', ...one, timescale, healthy });
    const check = [{ target: 'check_link_state', arguments: { device: 'br0' } }];
    records.push({ t: 'due', ...one, timescale: 'resilience', notBefore: 3600, check });
  }
  if (ends) records.push({ t: 'end', run, at: 99, ok: true, rolledBack: false });
  return records;
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
  allele: fc.constantFrom(...alleles),
  input: fc.constantFrom(...inputs),
  close: fc.constantFrom(...outcomes, 'withdrawn' as const, 'never' as const),
  verdicts: fc.array(fc.tuple(fc.constantFrom(...timescales), fc.boolean()), { maxLength: 3 }),
});
const segments = fc.array(fc.array(fc.tuple(fc.array(attempt, { maxLength: 3 }), fc.boolean()), { maxLength: 3 }), {
  minLength: 2,
  maxLength: 4,
});

function writeSegments(target: string, content: readonly (readonly (readonly LedgerRecord[])[])[]): void {
  new LedgerWriter(target).close();
  for (const [index, runs] of content.entries()) {
    const text = runs.flat().map(encodeLine).join('');
    appendFileSync(segmentPath(target, index + 1), text);
  }
}

/** Three closed segments and an open one, each with one run. */
function fourSegments(): void {
  const good: Attempt = { allele: alleles[0]!, input: inputs[0]!, close: 'ok', verdicts: [['immediate', true]] };
  writeSegments(
    folder,
    [1, 2, 3, 4].map((number) => [runRecords(`run${number}`, [good], true)]),
  );
}

describe('compaction', () => {
  test('gives the same tallies and the same due checks as the records it folds', () => {
    fc.assert(
      fc.property(segments, (content) => {
        const target = mkdtempSync(path.join(folder, 'law-'));
        const records = content.map((runs, s) =>
          runs.map(([attempts, ends], r) => runRecords(`run-${s}-${r}`, attempts, ends)),
        );
        writeSegments(target, records);
        const plain = new LedgerFold();
        for (const record of records.flat(2)) plain.add(record);
        expect(plainTallies(readLedgerState(target).fold.tallies)).toEqual(plain.tallies);
        expect(compactLedger(target)).toBe(content.length - 1);
        const { fold } = readLedgerState(target);
        expect(plainTallies(fold.tallies)).toEqual(plain.tallies);
        expect(fold.state.due).toEqual(plain.state.due);
        expect(fold.state.disagreements).toEqual(plain.state.disagreements);
        expect(listLedger(target).segments).toEqual([content.length]);
      }),
      { numRuns: 60 },
    );
  });

  test('is nothing to do twice', () => {
    fourSegments();
    expect(compactLedger(folder)).toBe(3);
    expect(compactLedger(folder)).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['00000003.summary', '00000004.ledger']);
  });

  test('drops damaged lines and keeps a copy of them', () => {
    fourSegments();
    appendFileSync(segmentPath(folder, 1), '\n00000000 {"t":"torn');
    expect(readLedgerState(folder).damaged).toBe(1);
    compactLedger(folder);
    expect(readLedgerState(folder).damaged).toBe(0);
    expect(readFileSync(path.join(folder, '00000003.damaged'), 'utf8')).toBe('00000000 {"t":"torn\n');
  });

  test('leaves a segment alone that a living process may still write to', () => {
    fourSegments();
    rmSync(segmentPath(folder, 3));
    rmSync(segmentPath(folder, 4));
    const writer = new LedgerWriter(folder);
    writer.add(runRecords('open', [], false)[0]!);
    writer.flush();
    appendFileSync(segmentPath(folder, 3), encodeLine({ t: 'end', run: 'x', at: 1, ok: true, rolledBack: false }));
    expect(compactLedger(folder)).toBe(1);
    writer.add({ t: 'end', run: 'open', at: 2, ok: true, rolledBack: false });
    writer.close();
    expect(listLedger(folder).segments).toEqual([2, 3]);
    expect(compactLedger(folder)).toBe(1);
  });

  test('a writer that comes while segments are being closed takes a new one', () => {
    fourSegments();
    appendFileSync(path.join(folder, '00000004.closing'), '');
    const writer = new LedgerWriter(folder);
    writer.add(runRecords('next', [], false)[0]!);
    writer.close();
    expect(listLedger(folder).segments).toEqual([1, 2, 3, 4, 5]);
  });

  test('a summary that was altered is said to be, not believed', () => {
    fourSegments();
    compactLedger(folder);
    const file = path.join(folder, '00000003.summary');
    appendFileSync(file, ' ');
    expect(() => readLedgerState(folder)).toThrow(IntegrityError);
  });

  test('a summary of an older version is read, a checkpoint of one is made anew', () => {
    fourSegments();
    compactLedger(folder);
    const file = path.join(folder, '00000003.summary');
    const json = JSON.parse(readFileSync(file, 'utf8').split('\n')[1]!) as Record<string, unknown>;
    const old = JSON.stringify({ ...json, disagreements: undefined, failures: undefined });
    writeFileSync(file, `sg 1 ${crc32(old).toString(16)}\n${old}\n`);
    const checkpoint = JSON.stringify({ cover: { summary: 3, segments: [] }, damaged: 0, state: { tallies: {} } });
    writeFileSync(path.join(folder, 'checkpoint'), `sg 1 ${crc32(checkpoint).toString(16)}\n${checkpoint}\n`);
    const { fold } = readLedgerState(folder);
    expect(fold.tallies.get('bridge_create')!.get(alleles[0]!)!.attempts).toBe(4);
    expect(fold.state.disagreements.size).toBe(0);
  });

  test.each(['sg 3', 'sg 0', 'sg 01x', 'gs 1'])('a summary that says "%s" is not believed', (head) => {
    fourSegments();
    compactLedger(folder);
    const file = path.join(folder, '00000003.summary');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^sg 2/, head));
    expect(() => readLedgerState(folder)).toThrow(IntegrityError);
  });

  test('a checkpoint of a segment that is not the same any more is made anew', () => {
    const good: Attempt = { allele: alleles[0]!, input: inputs[0]!, close: 'ok', verdicts: [] };
    const many = Array.from({ length: 200 }, (_, index) => runRecords(`run${index}`, [good], true));
    writeSegments(folder, [many]);
    const first = readLedgerState(folder).fold.tallies;
    expect(existsSync(path.join(folder, 'checkpoint'))).toBe(true);
    expect(plainTallies(readLedgerState(folder).fold.tallies)).toEqual(first);
    rmSync(segmentPath(folder, 1));
    writeSegments(folder, [many.slice(0, 3)]);
    expect(readLedgerState(folder).fold.tallies.get('bridge_create')?.get(alleles[0]!)?.attempts).toBe(3);
  });
});

test('killed at any moment, again and again beside a writer, it loses and doubles nothing', async () => {
  const program = path.join(import.meta.dirname, 'compact-worker.mjs');
  const good: Attempt = { allele: alleles[0]!, input: inputs[0]!, close: 'ok', verdicts: [['immediate', true]] };
  let written = 0;
  for (let round = 0; round < 5; round += 1) {
    const child = fork(program, [folder], { execArgv: ['--import', 'tsx'], silent: true });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await new Promise((resolve) => child.once('message', resolve));
    // The child compacts as fast as it can, while this process opens segment after segment.
    const until = performance.now() + 15 + 25 * round;
    // On a busy machine the child may not have had its turn: the last round waits for it.
    const idle = (): boolean => round === 4 && listLedger(folder).summary === 0 && performance.now() < until + 20_000;
    while (performance.now() < until || idle()) {
      const writer = new LedgerWriter(folder);
      for (const record of runRecords(`run-${written}`, [good], true)) writer.add(record);
      writer.close();
      written += 1;
      const { segments: open } = listLedger(folder);
      appendFileSync(segmentPath(folder, (open.at(-1) ?? 0) + 1), '');
      await new Promise((resolve) => setImmediate(resolve));
    }
    child.kill('SIGKILL');
    await ended;
    const { fold, damaged } = readLedgerState(folder);
    expect(damaged).toBe(0);
    expect(fold.tallies.get('bridge_create')?.get(alleles[0]!)).toMatchObject({
      attempts: written,
      outcomes: { ok: written },
      interrupted: 0,
      observations: { immediate: { good: written, bad: 0 } },
    });
  }
  expect(listLedger(folder).summary).toBeGreaterThan(0);
});
