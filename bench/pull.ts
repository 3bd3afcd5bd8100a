import { execFileSync, execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'smol-toml';
import { sha256 } from '../src/model/digest.ts';
import { publishPhenotype } from '../src/organism/host/publish-phenotype.ts';
import { pullPhenotype } from '../src/organism/host/pull-phenotype.ts';
import { startForge } from '../test/github/forge/forge.ts';
import { median } from './median.ts';
import type { BenchRow } from './row.ts';

const project = path.join(import.meta.dirname, '..');
const run = promisify(execFile);
const expressed = 12;

/** Row 11: a host takes a phenotype over HTTP from a genome with a large pool; then once more when little has changed. */
export async function pullRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const size = options.smoke ? { pool: 200, rounds: 1 } : { pool: 10_000, rounds: 7 };
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-pull-'));
  const forge = await startForge();
  process.env['SG_TOKEN'] = forge.token;
  try {
    const root = path.join(folder, 'genome');
    makeGenome(root, size.pool);
    execFileSync('git', ['-C', root, 'remote', 'add', 'origin', forge.remote]);
    execFileSync('git', ['-C', forge.state.git.dir, 'fetch', '--quiet', root, '+main:main']);
    await publish(root);
    const first = await rounds(size.rounds, (round) => pull(path.join(folder, `host-${round}`), forge.remote));
    const next = await rounds(size.rounds, async (round) => {
      changePhenotype(root, round);
      await publish(root);
      return pull(path.join(folder, `host-${round}`), 'origin');
    });
    const clone = await rounds(Math.min(3, size.rounds), (round) => wholeClone(folder, forge, round));
    return [
      row('11a', 'first pull', size.pool, first, clone),
      row('11b', 'pull after one change', size.pool, next, clone),
    ];
  } finally {
    await forge.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Taken {
  readonly milliseconds: number;
  readonly bytes: number;
}

async function rounds(count: number, work: (round: number) => Promise<Taken>): Promise<Taken> {
  const taken: Taken[] = [];
  for (let round = 0; round < count; round += 1) taken.push(await work(round));
  return {
    milliseconds: median(taken.map((each) => each.milliseconds)),
    bytes: median(taken.map((each) => each.bytes)),
  };
}

function publish(root: string): Promise<unknown> {
  return publishPhenotype(root, { phenotype: 'default', from: 'main', pushTo: 'origin', dryRun: false });
}

async function pull(host: string, remote: string): Promise<Taken> {
  execFileSync('mkdir', ['-p', host]);
  const start = performance.now();
  const { bytes } = await pullPhenotype(host, { phenotype: 'default', remote, dryRun: false });
  return { milliseconds: performance.now() - start, bytes: bytes ?? 0 };
}

/** What a host would do without the phenotype's branch: the newest commit of main, pool and all, by git itself. */
async function wholeClone(folder: string, forge: { remote: string; token: string }, round: number): Promise<Taken> {
  const target = path.join(folder, `clone-${round}`);
  const url = forge.remote.replace('//', `//token:${forge.token}@`);
  const start = performance.now();
  await run('git', ['clone', '--quiet', '--depth=1', '--branch=main', url, target]);
  const milliseconds = performance.now() - start;
  const kibibytes = Number(
    execFileSync('du', ['-sk', path.join(target, '.git', 'objects')])
      .toString()
      .split('\t')[0],
  );
  rmSync(target, { recursive: true, force: true });
  return { milliseconds, bytes: kibibytes * 1024 };
}

interface PhenotypeToml {
  description: string;
  loci: Record<string, { dominant: string; fallback: string[] }>;
}

/** The network genome with twelve alleles expressed, and a pool that is as large as asked for. */
function makeGenome(root: string, pool: number): void {
  for (const name of ['contracts', 'genome', 'phenotypes', '.gitignore']) {
    cpSync(path.join(project, name), path.join(root, name), { recursive: true });
  }
  const file = path.join(root, 'phenotypes', 'default.toml');
  const phenotype = parse(readFileSync(file, 'utf8')) as unknown as PhenotypeToml;
  const loci = Object.entries(phenotype.loci).slice(0, expressed);
  phenotype.loci = Object.fromEntries(loci.map(([locus, { dominant }]) => [locus, { dominant, fallback: [] }]));
  writeFileSync(file, stringify(phenotype));
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', root]);
  for (const [key, value] of [
    ['user.name', 'Bench'],
    ['user.email', 'bench@example.org'],
    ['gc.auto', '0'],
  ] as const) {
    execFileSync('git', ['-C', root, 'config', key, value]);
  }
  commitAll(root, 'begin');
  const [locus = ''] = loci[0] ?? [];
  const model = readFileSync(path.join(root, 'genome', locus, `${phenotype.loci[locus]?.dominant ?? ''}.ts`), 'utf8');
  execFileSync('git', ['-C', root, 'fast-import', '--quiet'], { input: poolStream(locus, model, pool) });
  execFileSync('git', ['-C', root, 'reset', '--quiet', '--hard', 'main']);
}

function poolStream(locus: string, model: string, pool: number): string {
  const files = Array.from({ length: pool }, (_, index) => {
    const source = `${model}\n// ${sha256(String(index))}\n`;
    return `M 100644 inline genome/${locus}/${sha256(source)}.ts\ndata ${Buffer.byteLength(source)}\n${source}\n`;
  });
  const head =
    'commit refs/heads/main\ncommitter Bench <bench@example.org> 1767225600 +0000\ndata 4\npool\nfrom refs/heads/main^0\n';
  return `${head}${files.join('')}`;
}

function changePhenotype(root: string, round: number): void {
  const file = path.join(root, 'phenotypes', 'default.toml');
  const phenotype = parse(readFileSync(file, 'utf8')) as unknown as PhenotypeToml;
  writeFileSync(file, stringify({ ...phenotype, description: `round ${round}` }));
  commitAll(root, `round ${round}`);
}

function commitAll(root: string, message: string): void {
  execFileSync('git', ['-C', root, 'add', '-A', 'contracts', 'genome', 'phenotypes', '.gitignore']);
  execFileSync('git', ['-C', root, 'commit', '--quiet', '-m', message]);
}

function row(id: string, what: string, pool: number, taken: Taken, clone: Taken): BenchRow {
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;
  return {
    id,
    work: `${what}, ${expressed} alleles of ${pool}`,
    measured: `${kib(taken.bytes)}, ${taken.milliseconds.toFixed(0)} ms`,
    reference: `git clone --depth=1 of main: ${kib(clone.bytes)}, ${clone.milliseconds.toFixed(0)} ms`,
    ratio: `×${(clone.bytes / taken.bytes).toFixed(1)} fewer bytes`,
    values: {
      bytes: taken.bytes,
      milliseconds: taken.milliseconds,
      cloneBytes: clone.bytes,
      cloneMilliseconds: clone.milliseconds,
    },
  };
}
