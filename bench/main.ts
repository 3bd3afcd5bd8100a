import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../src/cli/table.ts';
import { arenaRows } from './arena.ts';
import { contractRows } from './contracts.ts';
import { evolveRows } from './evolve.ts';
import { fusionRows } from './fusion.ts';
import { hostRows } from './host.ts';
import { pathwayRows } from './pathway.ts';
import { processRows } from './process.ts';
import { pullRows } from './pull.ts';
import type { BenchRow } from './row.ts';
import { sandboxRows } from './sandbox.ts';
import { scaleRows } from './scale.ts';

const { values: flags } = parseArgs({ options: { smoke: { type: 'boolean' }, json: { type: 'boolean' } } });
const smoke = flags.smoke === true;

const rows: BenchRow[] = [];
for (const suite of [
  pathwayRows,
  sandboxRows,
  processRows,
  scaleRows,
  arenaRows,
  contractRows,
  evolveRows,
  fusionRows,
  hostRows,
  pullRows,
])
  rows.push(...(await suite({ smoke })));

const report = {
  date: new Date().toISOString(),
  node: process.version,
  processor: `${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}`,
  smoke,
  rows,
};
const folder = path.join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, 'latest.json'), `${JSON.stringify(report, null, 2)}\n`);

if (flags.json === true) console.log(JSON.stringify(report, null, 2));
else {
  const body = rows.map((row) => [row.id, row.work, row.measured, row.reference, row.ratio ?? '']);
  console.log(table([['#', 'WORK', 'MEASURED', 'REFERENCE', 'RATIO'], ...body]));
  console.log(
    `\n${report.date}, Node ${report.node}, ${report.processor}${smoke ? ', smoke run: figures mean nothing' : ''}`,
  );
}
