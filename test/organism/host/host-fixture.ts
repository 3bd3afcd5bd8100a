import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, onTestFinished, vi } from 'vitest';
import { allelePath } from '../../../src/genome/allele-path.ts';
import type { Sha256 } from '../../../src/model/digest.ts';
import { publishPhenotype, type PublishResult } from '../../../src/organism/host/publish-phenotype.ts';
import { pullPhenotype, type PullRequest, type PullResult } from '../../../src/organism/host/pull-phenotype.ts';
import { startForge, type Forge } from '../../github/forge/forge.ts';
import { GenomeRepository } from '../../helpers/genome-repository.ts';
import { projectRoot } from '../../helpers/project-root.ts';

const exec = promisify(execFile);

export function temporaryFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'sg-host-'));
  onTestFinished(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

export async function git(root: string, ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await exec('git', ['-C', root, '-c', 'user.name=A', '-c', 'user.email=a@b', ...args], { env });
  return stdout.trim();
}

export function environment(name: string, value: string): void {
  vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

/** A genome with everything committed on main: made once for a file of tests, copied for each. */
export async function publisherTemplate(): Promise<string> {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-host-template-'));
  for (const name of ['contracts', 'genome', 'phenotypes', '.gitignore']) {
    cpSync(path.join(projectRoot, name), path.join(root, name), { recursive: true });
  }
  await exec('git', ['init', '--quiet', '--initial-branch=main', root]);
  await git(root, 'config', 'gc.auto', '0');
  await git(root, 'add', '-A');
  await git(root, 'commit', '--quiet', '-m', 'begin');
  await git(root, 'repack', '-q', '-a', '-d');
  return root;
}

/** A GitHub that a file of tests shares, with the genome on main, and a clone of it to copy from. */
export class SharedForge {
  forge!: Forge;
  template = '';

  /** In each test SG_TOKEN is its token. */
  static forFile(): SharedForge {
    const shared = new SharedForge();
    beforeAll(() => shared.#open());
    beforeEach(() => {
      environment('SG_TOKEN', shared.forge.token);
    });
    afterAll(() => shared.#close());
    return shared;
  }

  async #open(): Promise<void> {
    this.forge = await startForge();
    this.template = await publisherTemplate();
    await git(this.template, 'remote', 'add', 'origin', this.forge.remote);
    await git(this.forge.state.git.dir, 'fetch', '--quiet', this.template, '+main:main');
  }

  async #close(): Promise<void> {
    await this.forge.close();
    rmSync(this.template, { recursive: true, force: true });
  }
}

export class Publisher {
  readonly genome: GenomeRepository;

  private constructor(genome: GenomeRepository) {
    this.genome = genome;
  }

  static make(template: string): Publisher {
    const root = temporaryFolder();
    cpSync(template, root, { recursive: true });
    return new Publisher(new GenomeRepository(root));
  }

  get root(): string {
    return this.genome.root;
  }

  async commit(message: string): Promise<string> {
    await git(this.root, 'add', '-A');
    await git(this.root, 'commit', '--quiet', '--allow-empty', '-m', message);
    return git(this.root, 'rev-parse', 'HEAD');
  }

  publish(pushTo?: string, signKey?: string): Promise<PublishResult> {
    return publishPhenotype(this.root, {
      phenotype: 'default',
      from: 'main',
      dryRun: false,
      ...(pushTo === undefined ? {} : { pushTo }),
      ...(signKey === undefined ? {} : { signKey }),
    });
  }

  /** A first expressed allele of a locus, and where it lies. */
  allele(locus: string): { readonly digest: Sha256; readonly file: string } {
    const [digest = ''] = this.genome.expressed(locus);
    return { digest, file: allelePath(locus, digest) };
  }

  /** Something else to publish. */
  async change(text: string): Promise<string> {
    await exec('sed', [
      '-i',
      `s/^description = .*/description = "${text}"/`,
      this.genome.file('phenotypes', 'default.toml'),
    ]);
    return this.commit(text);
  }
}

export function pull(root: string, request: Partial<PullRequest>): Promise<PullResult> {
  const limits = { attempts: 2, pauseMs: 1, ...request.limits };
  return pullPhenotype(root, { phenotype: 'default', remote: 'origin', dryRun: false, ...request, limits });
}
