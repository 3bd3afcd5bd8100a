import type { Transaction } from '../../kernel/kernel.ts';
import { configurationDifferences } from '../../kernel/world-difference.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Organism } from '../organism.ts';
import { commitOrArm } from '../armed/commit-or-arm.ts';
import type { FailureReport, RunReport } from '../run/report.ts';
import { together } from '../armed/unwatched.ts';
import { Deployment, isRight, standsRight, type Deployed } from './deployment.ts';
import { undoesAll } from './failure-policy.ts';
import { nestedKernel } from './nested-kernel.ts';
import { OpenEnds } from './open-ends.ts';
import type { PreparedTopology } from './prepare-topology.ts';
import type { ResourceReport, TopologyReport } from './topology-report.ts';
import type { TopologyRequest } from './topology-request.ts';

/**
 * Makes a topology true: each resource by its pathway, in a run of its own, and then asks the topology's own verification.
 * What is right already is left alone. Under `rollback all` everything is one transaction.
 */
export async function deployTopology(
  organism: Organism,
  topology: PreparedTopology,
  request: TopologyRequest,
): Promise<TopologyReport> {
  const started = performance.now();
  const { kernel, phenotype } = organism;
  const name = topology.contract.name.text;
  const startedAt = await kernel.now();
  const before = await kernel.snapshot();
  // What is not waited for is confirmed or undone as one.
  const asOne = undoesAll(topology.contract) || (!request.wait && kernel.name !== 'mock');
  const whole = asOne ? await kernel.begin({ label: `deploy ${name}` }) : undefined;
  const journal = new OpenEnds(organism.journal);
  try {
    const { cases, keepCase } = caseList(request);
    const { runs, finished } = runList(request);
    const acting = { ...organism, journal, kernel: whole === undefined ? kernel : nestedKernel(kernel, whole) };
    const done = await new Deployment(acting, topology, { ...request, keepCase, finished }).run();
    const failure = failureOf(done);
    const left = done.verification === undefined ? runs : [...runs, done.verification];
    const undo = failure !== undefined && undoesAll(topology.contract) ? failure : undefined;
    const closing = await close(whole, undo, left, request);
    journal.release(closing.rolledBack);
    return {
      ok: failure === undefined,
      topology: name,
      phenotype: phenotype.name,
      kernel: kernel.name,
      input: topology.input,
      resources: done.resources,
      verify: done.verification?.verify ?? [],
      healthy: done.verification?.healthy ?? null,
      empty: done.resources.every(isRight),
      changes: configurationDifferences(before, await kernel.snapshot()),
      ...closing,
      ...(failure === undefined ? {} : { failure }),
      cases,
      notes: [],
      worldSeconds: (await kernel.now()) - startedAt,
      durationMs: performance.now() - started,
    };
  } catch (error) {
    await whole?.rollback();
    journal.release(whole !== undefined);
    throw error;
  }
}

function failureOf({ resources, verification }: Deployed): FailureReport | undefined {
  const short = resources.find((report) => !standsRight(report));
  return short === undefined ? verification?.failure : resourceFailure(short);
}

function resourceFailure({ resource, failure, reason }: ResourceReport): FailureReport {
  const kind = failure?.kind ?? 'refused';
  return { ...failure, kind, message: `${resource}: ${failure?.message ?? reason ?? ''}` };
}

type Closing = Pick<TopologyReport, 'rolledBack' | 'rollback' | 'expires'>;

async function close(
  whole: Transaction | undefined,
  failure: FailureReport | undefined,
  runs: readonly RunReport[],
  request: TopologyRequest,
): Promise<Closing> {
  if (whole === undefined) return { rolledBack: false };
  if (failure === undefined) {
    const unwatched = together(runs.flatMap((run) => run.unwatched ?? []));
    const acted = runs.filter(({ rolledBack }) => !rolledBack).map(({ run }) => run);
    const expires = await commitOrArm(whole, unwatched, acted);
    return { rolledBack: false, ...(expires === undefined ? {} : { expires }) };
  }
  request.emitTopology({ type: 'undoing-all', reason: failure.message });
  const { proven, differences } = await whole.rollback();
  return { rolledBack: true, rollback: { proven, differences } };
}

/** The request's listener, remembering the runs. */
function runList(request: TopologyRequest): {
  readonly runs: readonly RunReport[];
  readonly finished: NonNullable<TopologyRequest['finished']>;
} {
  const runs: RunReport[] = [];
  return {
    runs,
    finished: (run, input) => {
      runs.push(run);
      request.finished?.(run, input);
    },
  };
}

/** The request's case store, remembering what it kept. */
function caseList({ keepCase }: TopologyRequest): {
  readonly cases: string[];
  readonly keepCase: (locus: string, value: JsonObject) => Promise<string>;
} {
  const cases: string[] = [];
  return {
    cases,
    keepCase: async (locus, value) => {
      const file = await keepCase(locus, value);
      cases.push(file);
      return file;
    },
  };
}
