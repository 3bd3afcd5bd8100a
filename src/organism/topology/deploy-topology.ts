import type { Transaction } from '../../kernel/kernel.ts';
import { configurationDifferences } from '../../kernel/world-difference.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Organism } from '../organism.ts';
import type { FailureReport } from '../report.ts';
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
  const whole = undoesAll(topology.contract) ? await kernel.begin({ label: `deploy ${name}` }) : undefined;
  const journal = new OpenEnds(organism.journal);
  try {
    const { cases, keepCase } = caseList(request);
    const acting = { ...organism, journal, kernel: whole === undefined ? kernel : nestedKernel(kernel, whole) };
    const done = await new Deployment(acting, topology, { ...request, keepCase }).run();
    const failure = failureOf(done);
    const closing = await close(whole, failure, request);
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

type Closing = Pick<TopologyReport, 'rolledBack' | 'rollback'>;

async function close(
  whole: Transaction | undefined,
  failure: FailureReport | undefined,
  request: TopologyRequest,
): Promise<Closing> {
  if (whole === undefined) return { rolledBack: false };
  if (failure === undefined) {
    await whole.commit();
    return { rolledBack: false };
  }
  request.emitTopology({ type: 'undoing-all', reason: failure.message });
  const { proven, differences } = await whole.rollback();
  return { rolledBack: true, rollback: { proven, differences } };
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
