import { table } from '../../src/cli/table.ts';
import type { BenchRow } from '../row.ts';
import { originText, type BenchReport } from './report.ts';
import { goalsText, verdict } from './verdict.ts';

/** The report for a terminal: a few lines a row, because side by side they are wider than any window. */
export function textTable(report: BenchReport): string {
  const blocks = report.rows.map(
    (row) => `${row.id.padEnd(4)}${row.work}\n${table(facts(row, report.smoke), '      ')}`,
  );
  return `${blocks.join('\n')}\n\n${originText(report)}`;
}

function facts(row: BenchRow, smoke: boolean): readonly (readonly [string, string])[] {
  const all = [
    ['measured', row.measured],
    ['reference', row.reference],
    ['ratio', row.ratio ?? ''],
    ['to reach', goalsText(row)],
    ['verdict', verdict(row, smoke)],
  ] as const;
  return all.filter(([, text]) => text !== '');
}
