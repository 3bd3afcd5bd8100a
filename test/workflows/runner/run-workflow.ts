import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Forge } from '../../github/forge/forge.ts';
import { condition, interpolate, type Scope, type Value } from './expression.ts';
import { runJob, type JobResult } from './run-job.ts';
import { readWorkflow, type Job, type Permissions, type Workflow } from './workflow.ts';

/** What starts a workflow. */
export interface WorkflowEvent {
  readonly name: 'push' | 'pull_request' | 'schedule' | 'workflow_dispatch' | 'workflow_call';
  /** Branch the run belongs to, without `refs/heads/`. */
  readonly branch?: string;
  /** As GitHub's webhook gives it. */
  readonly payload?: Readonly<Record<string, Value>>;
  readonly inputs?: Readonly<Record<string, Value>>;
}

export interface RunnerOptions {
  readonly forge: Forge;
  readonly event: WorkflowEvent;
  /** Repository variables and secrets. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Environment of the machine itself, beside what GitHub sets. */
  readonly machine: Readonly<Record<string, string>>;
  /** Told of every step before it runs. */
  readonly watch?: (job: string, step: string) => void;
}

export interface WorkflowResult {
  readonly ok: boolean;
  readonly jobs: ReadonlyMap<string, JobResult>;
  /** Everything that steps printed, summaries included. */
  readonly log: string;
}

let runs = 0;

/** Carries a workflow out as GitHub would: jobs in the order of their needs, each with a token of its permissions. */
export async function runWorkflow(file: string, options: RunnerOptions): Promise<WorkflowResult> {
  const workflow = readWorkflow(file);
  if (!(options.event.name in workflow.on))
    throw new Error(`${workflow.name} does not start on ${options.event.name}.`);
  const work = mkdtempSync(path.join(tmpdir(), 'sg-runner-'));
  const run = new WorkflowRun(workflow, { ...options, work, number: (runs += 1) });
  try {
    for (const name of Object.keys(workflow.jobs)) await run.job(name);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { ok: [...run.results.values()].every(({ ok }) => ok), jobs: run.results, log: run.log };
}

interface RunPlace extends RunnerOptions {
  readonly work: string;
  readonly number: number;
}

class WorkflowRun {
  readonly results = new Map<string, JobResult>();
  log = '';
  readonly #workflow: Workflow;
  readonly #place: RunPlace;
  #contexts: Record<string, Value> | undefined;

  constructor(workflow: Workflow, place: RunPlace) {
    this.#workflow = workflow;
    this.#place = place;
  }

  async job(name: string): Promise<JobResult> {
    const known = this.results.get(name);
    if (known !== undefined) return known;
    const job = this.#workflow.jobs[name];
    if (job === undefined) throw new Error(`${this.#workflow.name} has no job ${name}.`);
    const needs: JobResult[] = [];
    for (const needed of needsOf(job)) needs.push(await this.job(needed));
    const result = await this.#carryOut(
      name,
      job,
      needs.some(({ status }) => status !== 'success'),
    );
    this.results.set(name, result);
    return result;
  }

  async #carryOut(name: string, job: Job, failed: boolean): Promise<JobResult> {
    const contexts = await this.#jobContexts(job);
    if (!condition(job.if, { contexts, failed }))
      return { ok: true, status: 'skipped', outputs: {}, log: '', summary: '', token: '' };
    let merged: JobResult | undefined;
    for (const matrix of matrixOf(job, { contexts, failed: false })) {
      const result = await this.#once(name, job, { ...contexts, matrix });
      this.log += result.log + result.summary;
      merged = merged === undefined ? result : joined(merged, result);
    }
    return merged ?? { ok: true, status: 'skipped', outputs: {}, log: '', summary: '', token: '' };
  }

  #once(name: string, job: Job, contexts: Record<string, Value>): Promise<JobResult> {
    const { forge, machine, watch, event, work, number, secrets = {} } = this.#place;
    const permissions: Permissions = job.permissions ?? this.#workflow.permissions ?? {};
    const token = `job-token-${String(number)}-${name}-${String(Math.random()).slice(2)}`;
    forge.grant(token, permissions);
    return runJob(job, {
      forge,
      work,
      machine,
      token,
      event,
      name,
      workflow: this.#workflow.name,
      number,
      env: this.#workflow.env ?? {},
      contexts: {
        ...contexts,
        secrets: { ...secrets, GITHUB_TOKEN: token },
        github: { ...(contexts['github'] as Record<string, Value>), token, job: name },
      },
      ...(watch === undefined ? {} : { watch }),
    });
  }

  async #jobContexts(job: Job): Promise<Record<string, Value>> {
    this.#contexts ??= await this.#workflowContexts();
    const needs = Object.fromEntries(
      needsOf(job).map((needed) => {
        const { outputs = {}, status = '' } = this.results.get(needed) ?? {};
        return [needed, { outputs, result: status }];
      }),
    );
    return { ...this.#contexts, needs, matrix: {} };
  }

  async #workflowContexts(): Promise<Record<string, Value>> {
    const { forge, event, vars = {}, number } = this.#place;
    const { owner, repo, url } = forge.state.place;
    const branch = event.branch ?? 'main';
    const github = {
      event_name: event.name,
      event: { ...event.payload, ...(event.inputs === undefined ? {} : { inputs: event.inputs }) },
      repository: `${owner}/${repo}`,
      repository_owner: owner,
      ref: `refs/heads/${branch}`,
      ref_name: branch,
      sha: (await forge.state.git.sha(branch)) ?? '',
      run_id: String(number),
      run_attempt: '1',
      actor: 'octo',
      workflow: this.#workflow.name,
      server_url: url,
      api_url: forge.apiUrl,
    };
    return {
      github,
      vars: { ...vars },
      inputs: inputsOf(this.#workflow, event),
      runner: { temp: `${this.#place.work}/temp`, os: 'Linux' },
    };
  }
}

function needsOf({ needs = [] }: Job): readonly string[] {
  return typeof needs === 'string' ? [needs] : needs;
}

/** Given inputs over the defaults the workflow declares for this trigger. */
function inputsOf(workflow: Workflow, { name, inputs = {} }: WorkflowEvent): Record<string, Value> {
  const declared = (workflow.on[name]?.['inputs'] ?? {}) as Record<string, { default?: Value; required?: boolean }>;
  for (const given of Object.keys(inputs)) {
    if (!(given in declared)) throw new Error(`${workflow.name} takes no input ${given} on ${name}.`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([key, { default: otherwise = '', required }]) => {
      if (required === true && inputs[key] === undefined) throw new Error(`${workflow.name} needs the input ${key}.`);
      return [key, inputs[key] ?? otherwise];
    }),
  );
}

/** Every combination of one matrix; `include` only, or one list a key. */
function matrixOf({ strategy }: Job, scope: Scope): readonly Record<string, Value>[] {
  if (strategy === undefined) return [{}];
  const { matrix } = strategy;
  const resolved = (typeof matrix === 'string' ? interpolate(matrix, scope) : matrix) as Record<string, Value | string>;
  let combinations: Record<string, Value>[] = [{}];
  for (const [key, given] of Object.entries(resolved)) {
    const values = (typeof given === 'string' ? interpolate(given, scope) : given) as readonly Value[];
    combinations = combinations.flatMap((one) =>
      values.map((value) =>
        key === 'include' ? { ...one, ...(value as Record<string, Value>) } : { ...one, [key]: value },
      ),
    );
  }
  return combinations;
}

function joined(left: JobResult, right: JobResult): JobResult {
  return {
    ...right,
    ok: left.ok && right.ok,
    status: left.ok ? right.status : left.status,
    log: left.log + right.log,
    summary: left.summary + right.summary,
  };
}
