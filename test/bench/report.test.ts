import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { markdownTable } from '../../bench/report/markdown-table.ts';
import { putBetweenMarks } from '../../bench/report/put-between-marks.ts';
import { verdict } from '../../bench/report/verdict.ts';
import type { BenchRow } from '../../bench/row.ts';

function rowWith(goals: BenchRow['goals']): BenchRow {
  return { id: '0', work: 'a | b', measured: '1 ms', reference: '', goals, values: { milliseconds: 1 } };
}

test('a row is judged by all of its goals, and by none where it was not measured or only tried', () => {
  const missed = { says: '1 s', reached: false };
  const made = { says: '2 s', reached: true };
  expect(verdict(rowWith([made, made]), false)).toBe('reached');
  expect(verdict(rowWith([missed]), false)).toBe('not reached');
  expect(verdict(rowWith([made, missed]), false)).toBe('2 s: reached; 1 s: not reached');
  expect(verdict(rowWith([]), false)).toBe('');
  expect(verdict(rowWith([made]), true)).toBe('');
  expect(verdict({ ...rowWith([made]), values: {} }, false)).toBe('not measured');
});

test('a table takes the place of the one before it in a document, and nothing else', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-report-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = path.join(folder, 'page.md');
  writeFileSync(file, 'before\n<!-- bench:start -->\nold\n<!-- bench:end -->\nafter\n');
  const origin = { date: '2026-01-02T03:04:05Z', node: 'v20.1.0', processor: 'one', smoke: false };
  const text = markdownTable({ ...origin, rows: [rowWith([{ says: '1 s', reached: false }])] });
  expect(putBetweenMarks(file, text)).toBe(true);
  expect(putBetweenMarks(file, text)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(`before
<!-- bench:start -->

Measured 2026-01-02 with Node 20.1.0 on one.

| # | work | measured | reference and ratio to it | to reach | verdict |
| --- | --- | --- | --- | --- | --- |
| 0 | a \\| b | 1 ms |  | 1 s | **not reached** |

<!-- bench:end -->
after
`);
  writeFileSync(file, 'no marks');
  expect(putBetweenMarks(file, text)).toBe(false);
});
