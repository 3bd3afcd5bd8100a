import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startForge, type Forge } from '../github/forge/forge.ts';
import { runWorkflow, type WorkflowEvent } from '../workflows/runner/run-workflow.ts';
import { readWorkflow } from '../workflows/runner/workflow.ts';

/** Secrets and variables of an environment, as the page has them set. */
export interface Environment {
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
}

export interface GitHubOptions {
  readonly folder: string;
  /** Environment of the machines that jobs run on. */
  readonly machine: Readonly<Record<string, string>>;
  readonly environments: Readonly<Record<string, Environment>>;
  /** The account that the rules let push main and phenotype/*. */
  readonly publisher: string;
}

/** The rules of the page, for git's `update` hook: who pushes is in REMOTE_USER. */
const rules = `#!/bin/sh
case "$1" in
  refs/heads/fitness/* | refs/heads/mutation/* | refs/heads/promotion/*) exit 0 ;;
esac
[ "$REMOTE_USER" = publisher ] || { echo "GH013: Repository rule violations found for $1." >&2; exit 1; }
`;

/** What GitHub and a reviewer do while somebody follows the page. */
export class GitHubPart {
  readonly forge: Forge;
  readonly logs: string[] = [];
  readonly #options: GitHubOptions;
  #carriedOut = 0;

  static async open(options: GitHubOptions): Promise<GitHubPart> {
    return new GitHubPart(await startForge({ owner: 'acme', token: 'owner-token-0123456789' }), options);
  }

  private constructor(forge: Forge, options: GitHubOptions) {
    this.forge = forge;
    this.#options = options;
    forge.grant(options.publisher, { contents: 'write' }, 'publisher');
  }

  /** Does what a cue of the page says. */
  async play(cue: string): Promise<void> {
    const named = /^github runs: (.*)$/.exec(cue)?.[1];
    if (cue === 'a person merges') await this.#merge();
    else if (cue === 'github: the rules hold') this.#protect();
    else if (named === 'what was asked for') await this.#runAsked();
    else if (named !== undefined)
      for (const name of named.split(', ')) await this.#run(`${name}.yml`, { name: 'push' });
    else throw new Error(`Nobody knows the cue "${cue}".`);
  }

  /** Also what the workflows themselves start. */
  async #runAsked(): Promise<void> {
    const { dispatches } = this.forge.state;
    if (dispatches.length === this.#carriedOut) throw new Error('Nothing was asked for.');
    while (this.#carriedOut < dispatches.length) {
      const { workflow, inputs } = dispatches[this.#carriedOut]!;
      this.#carriedOut += 1;
      await this.#run(workflow, { name: 'workflow_dispatch', inputs: inputs as Record<string, string> });
    }
  }

  /** A workflow as it stands on main of the stranger's own repository. */
  async #run(name: string, event: WorkflowEvent): Promise<void> {
    const file = this.#workflowFile(name);
    const found = Object.values(readWorkflow(file).jobs).map(
      (job) => this.#options.environments[job.environment ?? ''],
    );
    const { forge } = this;
    const result = await runWorkflow(file, {
      forge,
      event,
      machine: this.#options.machine,
      secrets: Object.assign({}, ...found.map((environment) => environment?.secrets)) as Record<string, string>,
      vars: Object.assign({}, ...found.map((environment) => environment?.vars)) as Record<string, string>,
    });
    this.logs.push(result.log);
    if (!result.ok) throw new Error(`The workflow ${name} failed:\n${result.log.slice(-6_000)}`);
  }

  #workflowFile(name: string): string {
    const folder = path.join(this.#options.folder, 'workflows');
    mkdirSync(folder, { recursive: true });
    const { dir } = this.forge.state.git;
    const list = ['-C', dir, 'ls-tree', '--name-only', 'main', '.github/workflows/'];
    for (const each of execFileSync('git', list, { encoding: 'utf8' }).trim().split('\n')) {
      const file = path.join(folder, path.basename(each));
      writeFileSync(file, execFileSync('git', ['-C', dir, 'show', `main:${each}`]));
      if ('workflow_dispatch' in readWorkflow(file).on) this.forge.state.workflows.add(path.basename(each));
    }
    return path.join(folder, name);
  }

  #protect(): void {
    const hooks = path.join(this.forge.state.git.dir, 'hooks');
    mkdirSync(hooks, { recursive: true });
    writeFileSync(path.join(hooks, 'update'), rules, { mode: 0o755 });
  }

  async #merge(): Promise<void> {
    const { pulls, checks, git, place } = this.forge.state;
    const pull = pulls.find(({ state }) => state === 'open');
    if (pull === undefined) throw new Error('There is no pull request.');
    const sha = await git.sha(pull.head);
    // The required check.
    if (!checks.some((one) => one.name === 'sg arena' && one.headSha === sha && one.conclusion === 'success'))
      throw new Error('The check "sg arena" is missing.');
    const address = `${this.forge.apiUrl}/repos/${place.owner}/${place.repo}/pulls/${String(pull.number)}/merge`;
    const headers = { authorization: `Bearer ${this.forge.token}` };
    const merged = await fetch(address, { method: 'PUT', headers, body: JSON.stringify({ sha }) });
    if (!merged.ok) throw new Error(`The merge was refused: ${String(merged.status)}`);
  }
}
