import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { encodeLine } from '../src/ledger/line.ts';
import type { LedgerRecord } from '../src/ledger/record.ts';
import { sha256, type Sha256 } from '../src/model/digest.ts';

/** What hosts of the benchmark run: a locus and the alleles that are asked in turn. */
export interface BenchLocus {
  readonly locus: string;
  readonly alleles: readonly Sha256[];
}

export interface Hosts {
  readonly root: string;
  readonly loci: readonly BenchLocus[];
}

/** Records of one run that succeeds at once, and of one whose fallback answers. */
const recordsOf = { plain: 5, rescue: 7 };

/** Every tenth run needs the fallback; which allele it helps out changes, so that nothing is decided. */
const rescueEach = 10;

/**
 * Makes or continues `fitness/host-NNNN` branches as `sg push` leaves them: one commit each, by `git fast-import`.
 * @param have records each host has already
 * @param more records each named host gets on top of those
 */
export async function writeFitness(
  { root, loci }: Hosts,
  hosts: readonly number[],
  { have, more }: { readonly have: number; readonly more: number },
): Promise<void> {
  const git = spawn('git', ['-C', root, 'fast-import', '--quiet', '--force'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(git, 'close');
  for (const host of hosts) {
    const text = ledgerText(loci, host, have + more);
    const name = `refs/heads/fitness/${hostName(host)}`;
    const cover = `${JSON.stringify({ version: 1, epoch: 1, summary: 0, segments: [{ number: 1, bytes: Buffer.byteLength(text) }] })}\n`;
    const identity = `${JSON.stringify({ version: 1, id: sha256(name).slice(0, 32) })}\n`;
    const parent = have === 0 ? '' : `from ${name}^0\n`;
    const head = `commit ${name}\ncommitter Bench <bench@example.org> ${1767225600 + have} +0000\ndata 0\n${parent}`;
    const files = [file('0001/00000001.ledger/0001', text), file('cover.json', cover), file('host.json', identity)];
    if (!git.stdin.write(`${head}${files.join('')}\n`)) await once(git.stdin, 'drain');
  }
  git.stdin.end();
  await ended;
}

function hostName(host: number): string {
  return `host-${host.toString().padStart(4, '0')}`;
}

function file(name: string, text: string): string {
  return `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
}

/** The first `count` records of a host's life, ended runs only; the same host always lives the same. */
function ledgerText(loci: readonly BenchLocus[], host: number, count: number): string {
  const lines: string[] = [];
  for (let run = 0; ; run += 1) {
    const { locus, alleles } = loci[(host + run) % loci.length] ?? { locus: '', alleles: [] };
    const [first = '', second = ''] = run % (2 * rescueEach) < rescueEach ? alleles : alleles.toReversed();
    const rescued = run % rescueEach === 0 && second !== '';
    if (lines.length + (rescued ? recordsOf.rescue : recordsOf.plain) > count) return lines.join('');
    const records = runRecords({
      run: `${hostName(host)}-${run}`,
      locus,
      at: 1767225600 + run,
      first,
      second,
      rescued,
    });
    for (const record of records) lines.push(encodeLine(record));
  }
}

interface Lived {
  readonly run: string;
  readonly locus: string;
  readonly at: number;
  readonly first: Sha256;
  readonly second: Sha256;
  readonly rescued: boolean;
}

function runRecords({ run, locus, at, first, second, rescued }: Lived): readonly LedgerRecord[] {
  const asked = { step: '1', contract: sha256(locus), input: sha256(run) };
  const one = { run, attempt: 1, at, locus, allele: first };
  const two = { run, attempt: 2, at, locus, allele: second };
  const last = rescued ? two : one;
  return [
    { t: 'run', run, at, target: locus, phenotype: 'default', kernel: 'mock', pid: 0, start: null, boot: 'elsewhere' },
    { t: 'intent', ...one, ...asked },
    ...(rescued ? failed(one, two, asked) : []),
    { t: 'outcome', ...last, outcome: 'ok', operations: 4, ...(rescued ? { fallbackOf: 1 } : {}) },
    { t: 'verdict', ...last, timescale: 'convergence', healthy: true },
    { t: 'end', run, at, ok: true, rolledBack: false },
  ];
}

type Attempt = { readonly run: string; readonly attempt: number; readonly at: number; readonly locus: string };
type Asked = { readonly step: string; readonly contract: string; readonly input: string };

function failed(
  one: Attempt & { readonly allele: Sha256 },
  two: Attempt & { readonly allele: Sha256 },
  asked: Asked,
): readonly LedgerRecord[] {
  return [
    { t: 'outcome', ...one, outcome: 'gene-failure', operations: 1, error: 'unhealthy' },
    { t: 'intent', ...two, ...asked },
  ];
}
