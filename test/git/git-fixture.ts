import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Repository } from '../../src/git/repository.ts';
import { findRepository } from '../../src/git/repository.ts';

/** A temporary folder per test, with git's environment cut off from whoever runs the tests. */
export class GitFixture {
  root = '';

  constructor() {
    beforeEach(async () => {
      this.root = await mkdtemp(join(tmpdir(), 'sg-git-'));
      vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
      vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
      vi.stubEnv('HOME', this.root);
      vi.stubEnv('XDG_CONFIG_HOME', undefined);
      for (const role of ['AUTHOR', 'COMMITTER']) {
        vi.stubEnv(`GIT_${role}_NAME`, 'Ada Tester');
        vi.stubEnv(`GIT_${role}_EMAIL`, 'ada@example.org');
        vi.stubEnv(`GIT_${role}_DATE`, undefined);
      }
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await rm(this.root, { recursive: true, force: true });
    });
  }

  /** Runs the git program in the folder (or one below it) and gives its output. */
  git(...args: string[]): string {
    return this.gitIn('.', ...args);
  }

  gitIn(folder: string, ...args: string[]): string {
    return execFileSync('git', args, {
      cwd: join(this.root, folder),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async put(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), content);
  }

  async get(path: string): Promise<string> {
    return readFile(join(this.root, path), 'utf8');
  }

  /** A repository made by the git program with these files in one commit on main. */
  async repository(files: Readonly<Record<string, string>> = {}): Promise<Repository> {
    this.git('init', '--quiet', '--initial-branch=main');
    for (const [path, content] of Object.entries(files)) await this.put(path, content);
    if (Object.keys(files).length > 0) {
      this.git('add', '--all');
      this.git('commit', '--quiet', '--message=first');
    }
    return findRepository(this.root);
  }

  /** Two commits on main and one on a side branch, merged. */
  async branched(): Promise<Repository> {
    const repository = await this.repository({ 'a/x': '1', b: '1' });
    const commit = async (path: string, content: string): Promise<void> => {
      await this.put(path, content);
      this.git('add', '--all');
      this.git('commit', '--quiet', `--message=${path}`);
    };
    this.git('checkout', '--quiet', '-b', 'side');
    await commit('c/side', 's');
    this.git('checkout', '--quiet', 'main');
    await commit('a/x', '2');
    this.git('merge', '--quiet', '--no-edit', 'side');
    return repository;
  }

  status(): string {
    return this.git('status', '--porcelain');
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function changes(files: Readonly<Record<string, string | null>>): ReadonlyMap<string, Uint8Array | null> {
  return new Map(Object.entries(files).map(([path, text]) => [path, text === null ? null : bytes(text)]));
}
