import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'smol-toml';
import { onTestFinished } from 'vitest';
import { initRepository } from '../../src/git/init-repository.ts';
import { sha256, type Sha256 } from '../../src/model/digest.ts';

const project = path.join(import.meta.dirname, '..', '..');

/** A genome repository of its own for one test: the network genome's files, not committed. Gone when the test ends. */
export async function genomeRepository(): Promise<GenomeRepository> {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const folder of ['contracts', 'genome', 'phenotypes']) {
    cpSync(path.join(project, folder), path.join(root, folder), { recursive: true });
  }
  await initRepository(root);
  return new GenomeRepository(root);
}

interface LocusToml {
  dominant?: string;
  fallback?: string[];
  deprecated?: string[];
}

export class GenomeRepository {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Path of a file of the repository. */
  file(...parts: string[]): string {
    return path.join(this.root, ...parts);
  }

  /** Writes a contract; `folder` is genes, pathways or topologies. */
  contract(folder: string, name: string, text: string): void {
    writeFileSync(this.file('contracts', folder, `${name}.sg`), text);
  }

  /** Puts sources into the pool and expresses exactly them, the first as dominant; gives their digests. */
  express(locus: string, sources: readonly string[]): readonly Sha256[] {
    const digests = sources.map((source) => this.allele(locus, source));
    this.expressDigests(locus, digests);
    return digests;
  }

  allele(locus: string, source: string): Sha256 {
    const digest = sha256(source);
    cpSync(this.file('genome', 'kernel.d.ts'), this.file('genome', locus, 'contract.d.ts'), { force: false });
    writeFileSync(this.file('genome', locus, `${digest}.ts`), source);
    return digest;
  }

  expressDigests(locus: string, [dominant, ...fallback]: readonly Sha256[]): void {
    const file = this.file('phenotypes', 'default.toml');
    const phenotype = parse(readFileSync(file, 'utf8')) as unknown as { loci: Record<string, LocusToml> };
    phenotype.loci[locus] = { ...(dominant === undefined ? {} : { dominant }), fallback, deprecated: [] };
    writeFileSync(file, stringify(phenotype));
  }

  /** What the phenotype expresses at a locus, dominant first. */
  expressed(locus: string): readonly Sha256[] {
    const text = readFileSync(this.file('phenotypes', 'default.toml'), 'utf8');
    const { dominant, fallback } = (parse(text) as unknown as { loci: Record<string, LocusToml> }).loci[locus] ?? {};
    return [...(dominant === undefined ? [] : [dominant]), ...(fallback ?? [])];
  }

  source(locus: string, digest: Sha256): string {
    return readFileSync(this.file('genome', locus, `${digest}.ts`), 'utf8');
  }
}
