import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeLine } from '../src/ledger/line.ts';
import type { LedgerRecord } from '../src/ledger/record.ts';
import { segmentPath } from '../src/ledger/segments.ts';
import { sha256, type Sha256 } from '../src/model/digest.ts';
import { median } from './median.ts';
import type { BenchRow } from './row.ts';

const sg = path.join(import.meta.dirname, '..', 'bin', 'run.js');

interface Size {
  readonly alleles: number;
  readonly recordsEach: number;
  readonly rounds: number;
}

interface Taken {
  readonly milliseconds: number;
  readonly mebibytes: number;
}

/** Row 4: whole processes on a genome with many alleles and a long ledger, against one that has just been made. */
export function scaleRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const size = options.smoke
    ? { alleles: 200, recordsEach: 50, rounds: 1 }
    : { alleles: 10_000, recordsEach: 50, rounds: 15 };
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-'));
  try {
    return Promise.resolve(measured(folder, size));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measured(folder: string, size: Size): readonly BenchRow[] {
  const small = path.join(folder, 'small');
  const large = path.join(folder, 'large');
  for (const root of [small, large]) sgProcess(['init', root]);
  fill(large, size);
  // Once for each: the first run folds the ledger, the first status makes its checkpoint.
  const first = [work.run(large, 0), work.status(large)];
  for (const warm of [work.run, work.status]) warm(small, 0);
  const settled = first.map((taken) => taken.milliseconds.toFixed(0)).join(' and ');
  return (['status', 'run'] as const).map((name) => {
    const [base, full] = alternating(size.rounds, [small, large], (root, round) => work[name](root, round + 1));
    const ratio = full.milliseconds / base.milliseconds;
    return {
      id: name === 'status' ? '4a' : '4b',
      work: `sg ${name}, ${size.alleles} alleles × ${size.recordsEach} records`,
      measured: `${full.milliseconds.toFixed(0)} ms, ${full.mebibytes.toFixed(0)} MiB (new genome ${base.milliseconds.toFixed(0)} ms, ${base.mebibytes.toFixed(0)} MiB; once before: ${settled} ms)`,
      reference: `×${name === 'status' ? '13.7' : '38'}, 826 MiB; to reach: ×1.2, 120 MiB`,
      ratio: `×${ratio.toFixed(2)}`,
      values: {
        milliseconds: full.milliseconds,
        mebibytes: full.mebibytes,
        newMilliseconds: base.milliseconds,
        newMebibytes: base.mebibytes,
        timesNew: ratio,
      },
    };
  });
}

const work = {
  status: (root: string): Taken => sgProcess(['status', '-C', root]),
  run: (root: string, round: number): Taken => {
    const input = JSON.stringify({ bridge_name: `br${round}`, interfaces: [] });
    return sgProcess(['run', 'bridge_create', '--no-wait', '-C', root, '--input', input]);
  },
};

/** Turn and turn about, so that a noisy moment of the machine hits both. */
function alternating(
  rounds: number,
  [first, second]: readonly [string, string],
  action: (root: string, round: number) => Taken,
): readonly [Taken, Taken] {
  const taken: [Taken[], Taken[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    taken[0].push(action(first, round));
    taken[1].push(action(second, round));
  }
  return [middle(taken[0]), middle(taken[1])];
}

function middle(taken: readonly Taken[]): Taken {
  return {
    milliseconds: median(taken.map(({ milliseconds }) => milliseconds)),
    mebibytes: median(taken.map(({ mebibytes }) => mebibytes)),
  };
}

const gnuTime = '/usr/bin/time';

/** One sg process: wall time, and its peak memory as GNU time tells it (0 where that program is missing). */
function sgProcess(args: readonly string[]): Taken {
  const timed = existsSync(gnuTime);
  const command = [process.execPath, sg, ...args];
  const [program = '', ...rest] = timed ? [gnuTime, '-f', '%M', ...command] : command;
  const started = performance.now();
  const { status, stderr } = spawnSync(program, rest, { encoding: 'utf8', timeout: 300_000 });
  const milliseconds = performance.now() - started;
  if (status !== 0) throw new Error(`sg ${args.join(' ')} ended with ${status ?? 'a signal'}: ${stderr}`);
  return { milliseconds, mebibytes: timed ? Number(stderr.trim().split('\n').at(-1)) / 1024 : 0 };
}

/** Puts alleles and their history into a genome repository: full segments, as runs would have written them. */
function fill(root: string, { alleles, recordsEach }: Size): void {
  const genes = new Set(readdirSync(path.join(root, 'contracts', 'genes')).map((name) => name.replace(/\.sg$/, '')));
  const loci = readdirSync(path.join(root, 'genome')).filter((name) => genes.has(name));
  const pool = Array.from({ length: alleles }, (_, index) => {
    const source = `// Allele ${index} of the benchmark.\nexport default async function execute() { return {}; }\n`;
    const locus = loci[index % loci.length] ?? '';
    const allele = sha256(source);
    writeFileSync(path.join(root, 'genome', locus, `${allele}.ts`), source);
    writeFileSync(path.join(root, 'genome', locus, `${allele}.toml`), '');
    return { locus, allele };
  });
  writeLedger(path.join(root, '.sg', 'ledger'), pool, recordsEach);
}

const segmentBytes = 4 * 1024 * 1024;

function writeLedger(
  folder: string,
  pool: readonly { readonly locus: string; readonly allele: Sha256 }[],
  recordsEach: number,
): void {
  mkdirSync(folder, { recursive: true });
  let text = '';
  let segment = 1;
  // A run is five records; alleles take turns, as they would in the life of a host.
  for (let round = 0; round < recordsEach / 5; round += 1) {
    for (const [index, place] of pool.entries()) {
      text += runRecords(`run-${round}-${index}`, place).map(encodeLine).join('');
      if (text.length < segmentBytes) continue;
      writeFileSync(segmentPath(folder, segment), text);
      segment += 1;
      text = '';
    }
  }
  writeFileSync(segmentPath(folder, segment), text);
}

function runRecords(run: string, place: { readonly locus: string; readonly allele: Sha256 }): readonly LedgerRecord[] {
  const about = { run, attempt: 1, at: 1_767_225_600, ...place };
  const asked = { step: '1', contract: sha256(place.locus), input: sha256(run) };
  return [
    { t: 'run', run, at: about.at, target: place.locus, phenotype: 'default', kernel: 'mock', pid: 1 },
    { t: 'intent', ...about, ...asked },
    { t: 'outcome', ...about, outcome: 'ok', operations: 3 },
    { t: 'verdict', ...about, timescale: 'immediate', healthy: true },
    { t: 'end', run, at: about.at, ok: true, rolledBack: false },
  ];
}
