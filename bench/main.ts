import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { growth } from './growth/growth.ts';
import { markdownTable } from './report/markdown-table.ts';
import { putBetweenMarks } from './report/put-between-marks.ts';
import { originNow, type BenchReport } from './report/report.ts';
import { textTable } from './report/text-table.ts';
import type { BenchRow } from './row.ts';
import { suites } from './suites.ts';

const project = path.join(import.meta.dirname, '..');
const results = path.join(import.meta.dirname, 'results');

/** Documents that show the table between marks; the short one shows what was to be reached, and leaves out what only tells. */
const documents = [
  { name: 'README.md', judgedOnly: true },
  { name: 'docs/performance.md', judgedOnly: false },
];

const { values: flags } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    last: { type: 'boolean', default: false },
    only: { type: 'string' },
    growth: { type: 'boolean', default: false },
  },
});

if (flags.growth) await growth({ smoke: flags.smoke, write: flags.write, last: flags.last, results });
else {
  const report = flags.last ? lastReport() : await measured();
  if (flags.json) console.log(JSON.stringify(report, null, 2));
  else console.log(flags.markdown ? markdownTable(report) : textTable(report));
  if (flags.write) show(report);
}

/** What the last whole run found. */
function lastReport(): BenchReport {
  return JSON.parse(readFileSync(path.join(results, 'latest.json'), 'utf8')) as BenchReport;
}

async function measured(): Promise<BenchReport> {
  const numbers = flags.only?.split(',') ?? [...suites.keys()];
  const rows: BenchRow[] = [];
  for (const number of numbers) {
    const suite = suites.get(number);
    if (suite === undefined) throw new Error(`--only=${number}: the rows are ${[...suites.keys()].join(', ')}`);
    rows.push(...(await suite({ smoke: flags.smoke })));
  }
  const report = { ...originNow(flags.smoke), rows };
  mkdirSync(results, { recursive: true });
  // A part never takes the place of the whole: a table has one date and one machine.
  const file = flags.only === undefined && !flags.smoke ? 'latest.json' : 'part.json';
  writeFileSync(path.join(results, file), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

function show(report: BenchReport): void {
  if (flags.only !== undefined || report.smoke) throw new Error('only a whole run is shown in the documents');
  for (const { name, judgedOnly } of documents) {
    const rows = judgedOnly ? report.rows.filter(({ goals }) => goals.length > 0) : report.rows;
    const found = putBetweenMarks(path.join(project, name), markdownTable({ ...report, rows }));
    console.error(found ? `${name} shows it now.` : `${name} has no marks for it.`);
  }
}
