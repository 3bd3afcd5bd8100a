import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Forge } from '../../github/forge/forge.ts';
import { performAction } from './actions.ts';
import { asText, condition, interpolate, type Scope, type Value } from './expression.ts';
import type { WorkflowEvent } from './run-workflow.ts';
import type { Job, Step } from './workflow.ts';

export interface JobPlace {
  readonly forge: Forge;
  /** Folder of the whole run; artifacts are kept in it. */
  readonly work: string;
  readonly machine: Readonly<Record<string, string>>;
  readonly token: string;
  readonly event: WorkflowEvent;
  readonly name: string;
  readonly workflow: string;
  readonly number: number;
  readonly env: NonNullable<Step['env']>;
  readonly contexts: Readonly<Record<string, Value>>;
  readonly watch?: (job: string, step: string) => void;
}

export interface JobResult {
  readonly ok: boolean;
  readonly status: 'success' | 'failure' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
  /** Commands and what they printed. */
  readonly log: string;
  /** Markdown of the job's summary. */
  readonly summary: string;
  /** The token it ran with; what it may do was in its permissions. */
  readonly token: string;
}

/** A machine of its own for one job: an empty workspace, GitHub's files and variables, its steps one after the other. */
export async function runJob(job: Job, place: JobPlace): Promise<JobResult> {
  const machine = new JobMachine(job, place);
  for (const step of job.steps) await machine.step(step);
  return machine.result();
}

class JobMachine {
  readonly #job: Job;
  readonly #place: JobPlace;
  readonly #workspace: string;
  readonly #files: string;
  readonly #steps: Record<string, Value> = {};
  readonly #added: Record<string, string> = {};
  #path: string;
  #failed = false;
  #log = '';
  #count = 0;

  constructor(job: Job, place: JobPlace) {
    this.#job = job;
    this.#place = place;
    const folder = path.join(place.work, `job-${place.name}`);
    rmSync(folder, { recursive: true, force: true });
    this.#workspace = path.join(folder, 'workspace');
    this.#files = path.join(folder, 'files');
    this.#path = place.machine['PATH'] ?? '';
    for (const made of [this.#workspace, this.#files, path.join(folder, 'temp')]) mkdirSync(made, { recursive: true });
    writeFileSync(
      this.#file('event.json'),
      JSON.stringify({ ...place.event.payload, inputs: place.event.inputs ?? {} }),
    );
  }

  result(): JobResult {
    const outputs = Object.fromEntries(
      Object.entries(this.#job.outputs ?? {}).map(([key, text]) => [key, asText(interpolate(text, this.#scope()))]),
    );
    return {
      ok: !this.#failed,
      status: this.#failed ? 'failure' : 'success',
      outputs,
      log: this.#log,
      summary: this.#read('summary'),
      token: this.#place.token,
    };
  }

  async step(step: Step): Promise<void> {
    if (!condition(step.if, this.#scope())) return;
    const title = step.name ?? step.uses ?? step.run?.split('\n')[0] ?? '';
    this.#place.watch?.(this.#place.name, title);
    this.#log += `\n## ${this.#place.workflow} / ${this.#place.name} / ${title}\n`;
    const env = this.#environment(step);
    const status = step.uses === undefined ? await this.#run(step, env) : await this.#use(step);
    if (status !== 0) this.#log += `The step ended with ${String(status)}.\n`;
    const outcome = status === 0 ? 'success' : 'failure';
    if (status !== 0 && step['continue-on-error'] !== true) this.#failed = true;
    if (step.id !== undefined)
      this.#steps[step.id] = { outcome, outputs: pairs(this.#read(`output-${String(this.#count)}`)) };
  }

  async #run(step: Step, env: Record<string, string>): Promise<number> {
    this.#count += 1;
    const script = this.#file(`step-${String(this.#count)}.sh`);
    writeFileSync(script, asText(interpolate(step.run ?? '', this.#scope())));
    const output = this.#file(`output-${String(this.#count)}`);
    writeFileSync(output, '');
    // As GitHub starts them: without `shell:` errors end the script; `shell: bash` adds pipefail.
    const flags = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
    const cwd = path.resolve(this.#workspace, step['working-directory'] ?? '.');
    const minutes = this.#job['timeout-minutes'] ?? 5;
    const { status, text } = await execute('bash', [...flags, script], {
      cwd,
      env: { ...env, GITHUB_OUTPUT: output },
      timeout: Math.min(minutes * 60_000, 170_000),
    });
    this.#log += text;
    Object.assign(this.#added, pairs(this.#read('env')));
    const paths = this.#read('path').split('\n').filter(Boolean).toReversed();
    this.#path = [...paths, this.#place.machine['PATH'] ?? ''].join(':');
    return status;
  }

  async #use(step: Step): Promise<number> {
    const given = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([key, value]) => [key, asText(interpolate(String(value), this.#scope()))]),
    );
    const { forge, work, token, event, contexts } = this.#place;
    const sha = (contexts['github'] as Record<string, Value>)['sha'];
    try {
      this.#log += await performAction(step.uses ?? '', given, {
        workspace: this.#workspace,
        artifacts: path.join(work, 'artifacts'),
        forge,
        token,
        ref: event.name === 'pull_request' ? asText(pullHead(event)) : asText(sha ?? null),
      });
      return 0;
    } catch (error) {
      this.#log += `${error instanceof Error ? error.message : String(error)}\n`;
      return 1;
    }
  }

  #environment({ env = {} }: Step): Record<string, string> {
    const scope = this.#scope();
    const said = { ...this.#place.env, ...this.#job.env, ...this.#added, ...env };
    const resolved: Record<string, string> = {};
    for (const [key, value] of Object.entries(said)) resolved[key] = asText(interpolate(String(value), scope));
    return { ...this.#place.machine, PATH: this.#path, ...this.#defaults(), ...resolved };
  }

  #defaults(): Record<string, string> {
    const github = this.#place.contexts['github'] as Record<string, Value>;
    const text = (key: string): string => asText(github[key] ?? null);
    return {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: this.#workspace,
      GITHUB_REPOSITORY: text('repository'),
      GITHUB_REPOSITORY_OWNER: text('repository_owner'),
      GITHUB_SERVER_URL: text('server_url'),
      GITHUB_API_URL: text('api_url'),
      GITHUB_EVENT_NAME: text('event_name'),
      GITHUB_EVENT_PATH: this.#file('event.json'),
      GITHUB_REF: text('ref'),
      GITHUB_REF_NAME: text('ref_name'),
      GITHUB_SHA: text('sha'),
      GITHUB_RUN_ID: text('run_id'),
      GITHUB_RUN_ATTEMPT: text('run_attempt'),
      GITHUB_ACTOR: text('actor'),
      GITHUB_JOB: this.#place.name,
      GITHUB_WORKFLOW: this.#place.workflow,
      GITHUB_ENV: this.#file('env'),
      GITHUB_PATH: this.#file('path'),
      GITHUB_STEP_SUMMARY: this.#file('summary'),
      RUNNER_TEMP: path.join(path.dirname(this.#files), 'temp'),
      RUNNER_OS: 'Linux',
    };
  }

  #scope(): Scope {
    const env = { ...this.#place.env, ...this.#job.env, ...this.#added } as Record<string, Value>;
    const runner = { temp: path.join(path.dirname(this.#files), 'temp'), os: 'Linux' };
    return { contexts: { ...this.#place.contexts, env, runner, steps: this.#steps }, failed: this.#failed };
  }

  #file(name: string): string {
    return path.join(this.#files, name);
  }

  #read(name: string): string {
    return existsSync(this.#file(name)) ? readFileSync(this.#file(name), 'utf8') : '';
  }
}

function pullHead({ payload }: WorkflowEvent): Value {
  const pull = payload?.['pull_request'] as { head?: { sha?: string } } | undefined;
  return pull?.head?.sha ?? null;
}

/** `name=value` lines and `name<<END` blocks, as GITHUB_OUTPUT and GITHUB_ENV take them. */
function pairs(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const block = /^([^=\s]+)<<(.+)$/.exec(line);
    if (block?.[1] !== undefined) {
      const end = lines.indexOf(block[2] ?? '', index + 1);
      found[block[1]] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line.includes('=')) found[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return found;
}

interface Execution {
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly timeout: number;
}

function execute(
  command: string,
  args: readonly string[],
  options: Execution,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const keep = (chunk: string): void => {
      text += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => {
      text += `${error.message}\n`;
    });
    child.on('close', (status) => {
      resolve({ status: status ?? 70, text });
    });
  });
}
