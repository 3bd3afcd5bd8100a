import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { Genome } from '../../../src/genome/genome.ts';
import { planRegistration, type Registration, type RegistrationPlan } from '../../../src/genome/register-allele.ts';
import { commitChanges } from '../../../src/git/commit-changes.ts';
import { findRepository, type Repository } from '../../../src/git/repository.ts';
import { workTree } from '../../../src/git/work-tree.ts';
import { sha256, type Sha256 } from '../../../src/model/digest.ts';
import { changeExpression, type ExpressionRequest } from '../../../src/organism/history/change-expression.ts';
import type { ExpressionResult } from '../../../src/organism/history/change-expression.ts';
import { GitFixture } from '../../git/git-fixture.ts';
import { projectRoot } from '../../helpers/project-root.ts';

const contracts = ['genes/bridge_create', 'genes/bridge_uplink', 'genes/check_bridge_state', 'genes/check_link_state'];

/** A small genome with a history: two loci, three alleles each (dominant, fallback, pool only). */
export class HistoryFixture extends GitFixture {
  readonly loci = ['bridge_create', 'bridge_uplink'] as const;
  repo: Repository | undefined;

  /** The allele a locus was made with: 0 dominant, 1 fallback, 2 in the pool only. */
  seed(locus: string, index: number): Sha256 {
    return sha256(source(locus, index));
  }

  #template: string | undefined;

  constructor() {
    super();
    afterAll(() => {
      if (this.#template !== undefined) rmSync(this.#template, { recursive: true });
    });
  }

  /** Made once a file of tests, then copied. */
  async genome(): Promise<Repository> {
    if (this.#template === undefined) {
      const repository = await this.#makeGenome();
      this.#template = mkdtempSync(path.join(tmpdir(), 'sg-history-'));
      cpSync(this.root, this.#template, { recursive: true, preserveTimestamps: true });
      return repository;
    }
    cpSync(this.#template, this.root, { recursive: true, preserveTimestamps: true });
    this.repo = await findRepository(this.root);
    return this.repo;
  }

  async #makeGenome(): Promise<Repository> {
    const files: Record<string, string> = {};
    for (const name of contracts) {
      const file = `contracts/${name}.sg`;
      files[file] = readFileSync(path.join(projectRoot, file), 'utf8');
    }
    const blocks = this.loci.map((locus) => {
      const [dominant, fallback] = [this.seed(locus, 0), this.seed(locus, 1)];
      return `[loci.${locus}]\ndominant = "${dominant}"\nfallback = [\n  "${fallback}",\n]\n`;
    });
    files['phenotypes/default.toml'] =
      `# people write here\nname = "default"\n\n[hardware]\nnic = ["eth1"]\n\n${blocks.join('\n')}`;
    const repository = await this.repository({ 'README.md': 'a genome\n', ...files });
    this.repo = repository;
    const pool = new Map<string, Uint8Array>();
    for (const locus of this.loci) {
      for (const index of [0, 1, 2]) {
        const { changes } = await this.#register(locus, source(locus, index));
        for (const [file, bytes] of changes) pool.set(file, bytes);
      }
    }
    await commitChanges(repository, { ref: 'HEAD', changes: pool, message: 'seeds\n' });
    return repository;
  }

  /** Registers an allele by a commit. */
  async born(locus: string, text: string, certificate: Partial<Registration['certificate']> = {}): Promise<Sha256> {
    const plan = await this.#register(locus, text, certificate);
    if (this.repo === undefined) throw new Error('no repository yet');
    await commitChanges(this.repo, { ref: 'HEAD', changes: plan.changes, message: `${locus}: born\n` });
    return plan.digest;
  }

  #register(
    locus: string,
    text: string,
    certificate: Partial<Registration['certificate']> = {},
  ): Promise<RegistrationPlan> {
    return planRegistration(new Genome(workTree(this.root)), {
      locus,
      source: text,
      certificate: {
        parents: [],
        origin: 'seed',
        generation: 0,
        created: '2026-03-01T12:00:00Z',
        contract: sha256('contract'),
        ...certificate,
      },
    });
  }

  change(
    action: ExpressionRequest['action'],
    locus: string,
    sha: string,
    options: Partial<ExpressionRequest> = {},
  ): Promise<ExpressionResult> {
    const fixed = { phenotype: 'default', reason: 'because', dryRun: false, force: false };
    return changeExpression(this.root, { action, locus, sha, ...fixed, ...options });
  }

  head(): string {
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Edits a file of the work tree. */
  async edit(file: string, from: string | RegExp, to: string): Promise<void> {
    const text = await this.get(file);
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`nothing to edit in ${file}`);
    await this.put(file, edited);
  }

  commitAll(message = 'by hand'): string {
    this.git('add', '--all');
    // State is never committed: sg refuses a tree in which it is.
    this.git('rm', '-r', '--quiet', '--cached', '--ignore-unmatch', '.sg');
    this.git('commit', '--quiet', `--message=${message}`);
    return this.head();
  }
}

function source(locus: string, index: number): string {
  return `// ${locus} ${index}\nexport default async () => ({ success: true });\n`;
}
