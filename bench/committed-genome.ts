import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import type { BenchLocus } from './fitness-branches.ts';

const project = path.join(import.meta.dirname, '..');

/** The network genome as it is, with a history of one commit. */
export function committedGenome(root: string): readonly BenchLocus[] {
  for (const name of ['contracts', 'genome', 'phenotypes', '.gitignore']) {
    cpSync(path.join(project, name), path.join(root, name), { recursive: true });
  }
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', root, '-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', ...args]);
  };
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'gc.auto', '0');
  git('add', '-A', 'contracts', 'genome', 'phenotypes', '.gitignore');
  git('commit', '--quiet', '-m', 'begin');
  const text = readFileSync(path.join(root, 'phenotypes', 'default.toml'), 'utf8');
  const { loci } = parse(text) as unknown as { loci: Record<string, { dominant: string; fallback: string[] }> };
  return Object.entries(loci).map(([locus, { dominant, fallback }]) => ({ locus, alleles: [dominant, ...fallback] }));
}
