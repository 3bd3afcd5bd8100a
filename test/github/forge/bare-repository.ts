import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The git side of a forge: what it needs to know of branches, asked of git itself. */
export class BareRepository {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('git', ['-C', this.dir, ...args], { timeout: 20_000, env: environment });
    return stdout.trim();
  }

  async sha(branch: string): Promise<string | undefined> {
    return this.git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`).catch(() => undefined);
  }

  /** Merges as the button does: a merge commit on the base, made without a work tree. */
  async merge(base: string, head: string, message: string): Promise<string> {
    const tree = await this.git('merge-tree', '--write-tree', base, head);
    const parents = [await this.git('rev-parse', base), await this.git('rev-parse', head)];
    const sha = await this.git('commit-tree', tree, ...parents.flatMap((sha) => ['-p', sha]), '-m', message);
    await this.git('update-ref', `refs/heads/${base}`, sha, parents[0] ?? '');
    return sha;
  }
}

const person = { NAME: 'Forge', EMAIL: 'forge@example.com', DATE: '2026-01-01T00:00:00Z' };

const environment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  HOME: '/nonexistent',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(person).map(([what, value]) => [`GIT_${role}_${what}`, value]),
    ),
  ),
};
