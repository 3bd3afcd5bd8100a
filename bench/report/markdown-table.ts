import { originText, type BenchReport } from './report.ts';
import { goalsText, verdict } from './verdict.ts';

/** The report as it stands in the documents. */
export function markdownTable(report: BenchReport): string {
  const rows = report.rows.map((row) => [
    row.id,
    row.work,
    row.measured,
    [row.reference, row.ratio].filter((text) => text !== undefined && text !== '').join(': '),
    goalsText(row),
    emphasised(verdict(row, report.smoke)),
  ]);
  const head = ['#', 'work', 'measured', 'reference and ratio to it', 'to reach', 'verdict'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return `${originText(report)}\n\n${lines.join('\n')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

/** What was missed must not hide among what was reached. */
function emphasised(text: string): string {
  return text.replaceAll('not reached', '**not reached**');
}
