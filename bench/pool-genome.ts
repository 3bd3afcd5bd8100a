import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'smol-toml';
import { sha256 } from '../src/model/digest.ts';

const project = path.join(import.meta.dirname, '..');

/** Loci that the phenotype expresses, with one allele each. */
export const expressed = 12;

interface PhenotypeToml {
  description: string;
  loci: Record<string, { dominant: string; fallback: string[] }>;
}

/** The network genome with twelve alleles expressed, and a pool that is as large as asked for. */
export function makeGenome(root: string, pool: number): void {
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

export function changePhenotype(root: string, round: number): void {
  const file = path.join(root, 'phenotypes', 'default.toml');
  const phenotype = parse(readFileSync(file, 'utf8')) as unknown as PhenotypeToml;
  writeFileSync(file, stringify({ ...phenotype, description: `round ${round}` }));
  commitAll(root, `round ${round}`);
}

function commitAll(root: string, message: string): void {
  execFileSync('git', ['-C', root, 'add', '-A', 'contracts', 'genome', 'phenotypes', '.gitignore']);
  execFileSync('git', ['-C', root, 'commit', '--quiet', '-m', message]);
}
