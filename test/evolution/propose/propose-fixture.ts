import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, vi } from 'vitest';
import { commitChanges } from '../../../src/git/commit-changes.ts';
import { findRepository } from '../../../src/git/repository.ts';
import type { MutationEngine } from '../../../src/mutation/engine.ts';
import type { MutateResult } from '../../../src/evolution/mutate/mutate-result.ts';
import type { MutateRequest } from '../../../src/evolution/mutate/mutation-order.ts';
import type { MeansRequest } from '../../../src/evolution/mutate/open-means.ts';
import { mutateAndPropose } from '../../../src/evolution/propose/mutate-and-propose.ts';
import { startForge, type Forge } from '../../github/forge/forge.ts';
import { projectRoot } from '../../helpers/project-root.ts';
import { MutationFixture } from '../mutate/mutation-fixture.ts';

/** The answer that announces, as the mock engine gives it. */
export const announcingAnswer = readFileSync(
  path.join(projectRoot, 'fixtures', 'mutations', 'bridge_uplink', '2-announces.md'),
  'utf8',
);

/** A genome with a remote on a forge that has its main branch. */
export class ProposeFixture {
  readonly genome: MutationFixture;
  readonly forge: Forge;

  private constructor(genome: MutationFixture, forge: Forge) {
    this.genome = genome;
    this.forge = forge;
  }

  static async open(): Promise<ProposeFixture> {
    const genome = await MutationFixture.open();
    const forge = await startForge();
    forge.state.workflows.add('arena.yml');
    vi.stubEnv('SG_TOKEN', forge.token);
    vi.stubEnv('SG_CACHE_DIR', path.join(projectRoot, 'node_modules', '.cache', 'sg-tests'));
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await forge.close();
      expect(forge.contradictions).toEqual([]);
    });
    mkdirSync(path.join(genome.root, '.github', 'workflows'), { recursive: true });
    writeFileSync(path.join(genome.root, '.github', 'workflows', 'arena.yml'), 'on: workflow_dispatch\n');
    genome.git('add', '--all');
    genome.git('commit', '--quiet', '--message=workflows');
    genome.git('remote', 'add', 'origin', forge.remote);
    const fixture = new ProposeFixture(genome, forge);
    await fixture.pushMain();
    return fixture;
  }

  /** Not synchronously: the forge answers in this very process. */
  async pushMain(): Promise<void> {
    const { remote, token } = this.forge;
    const to = remote.replace('//', `//x:${token}@`);
    await promisify(execFile)('git', ['push', '--quiet', to, 'main'], { cwd: this.genome.root, timeout: 20_000 });
  }

  async propose(
    request: Partial<MutateRequest> = {},
    options: Partial<MeansRequest> & { readonly writer?: MutationEngine } = {},
  ): Promise<MutateResult> {
    const { writer, env = {}, ...rest } = options;
    const means = await this.genome.means({ env, ...rest });
    const token = { GITHUB_TOKEN: this.forge.token, GITHUB_API_URL: this.forge.apiUrl };
    return mutateAndPropose(this.genome.request(request), writer === undefined ? means : { ...means, engine: writer }, {
      env: { ...env, ...token },
      github: { unpaced: true, backOffMs: 20, patienceSeconds: 1, timeoutMs: 10_000 },
    });
  }

  /** Branches that hosts pushed, each with this failure case. */
  async hosts(count: number, file: string): Promise<void> {
    const repository = await findRepository(this.genome.root);
    const name = `cases/${path.basename(file)}`;
    for (let host = 1; host <= count; host += 1) {
      await commitChanges(repository, {
        ref: `refs/remotes/origin/fitness/host-${host}`,
        changes: new Map([[name, readFileSync(file)]]),
        message: `host-${host}\n`,
      });
    }
  }
}
