import type { Transaction } from '../../kernel/kernel.ts';
import { configurationDifferences } from '../../kernel/world-difference.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Organism } from '../organism.ts';
import type { FailureReport, RunReport } from '../report.ts';
import { run } from '../run.ts';
import { deployResources, standsRight } from './deploy-resources.ts';
import { undoesAll } from './failure-policy.ts';
import { nestedKernel } from './nested-kernel.ts';
import type { PreparedTopology } from './prepare-topology.ts';
import type { ResourceReport, TopologyReport } from './topology-report.ts';
import type { TopologyRequest } from './topology-request.ts';
import { verificationTarget } from './topology-verification.ts';

/**
 * Makes a topology true: each resource by its pathway, in one run and one transaction each, then the topology's own
 * verification. What is right already is left alone. Under `rollback all` everything is one transaction.
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
  try {
    const { cases, keepCase } = caseList(request);
    const acting = whole === undefined ? organism : { ...organism, kernel: nestedKernel(kernel, whole) };
    const done = await perform(acting, topology, { ...request, keepCase });
    const closing = await close(whole, done.failure, request);
    return {
      ok: done.failure === undefined,
      topology: name,
      phenotype: phenotype.name,
      kernel: kernel.name,
      input: topology.input,
      resources: done.resources,
      verify: done.verification?.verify ?? [],
      healthy: done.verification?.healthy ?? null,
      empty: isEmpty(done.resources),
      changes: configurationDifferences(before, await kernel.snapshot()),
      ...closing,
      ...(done.failure === undefined ? {} : { failure: done.failure }),
      cases,
      notes: [],
      worldSeconds: (await kernel.now()) - startedAt,
      durationMs: performance.now() - started,
    };
  } catch (error) {
    await whole?.rollback();
    throw error;
  }
}

interface Done {
  readonly resources: readonly ResourceReport[];
  readonly verification: RunReport | undefined;
  readonly failure: FailureReport | undefined;
}

async function perform(organism: Organism, topology: PreparedTopology, request: TopologyRequest): Promise<Done> {
  const resources = await deployResources(organism, topology, request);
  const short = resources.find((report) => !standsRight(report));
  const failure = short === undefined ? undefined : resourceFailure(short);
  if (failure !== undefined && undoesAll(topology.contract)) return { resources, verification: undefined, failure };
  // Where nothing was changed nothing has to settle, and what is not there won't be healthy later: one look is enough.
  const wait = request.wait && failure === undefined && !isEmpty(resources);
  const verification = await verifyTopology(organism, topology, { ...request, wait });
  return { resources, verification, failure: failure ?? verification?.failure };
}

function isEmpty(resources: readonly ResourceReport[]): boolean {
  return resources.every(({ state }) => state === 'right');
}

function resourceFailure({ resource, failure, reason }: ResourceReport): FailureReport {
  const kind = failure?.kind ?? 'refused';
  return { ...failure, kind, message: `${resource}: ${failure?.message ?? reason ?? ''}` };
}

async function verifyTopology(
  organism: Organism,
  { contract, verification }: PreparedTopology,
  request: TopologyRequest,
): Promise<RunReport | undefined> {
  if (verification === undefined) return undefined;
  request.emitTopology({ type: 'verifying' });
  const target = verificationTarget(contract.name.text);
  return run(organism, verification, { ...request, target, input: verification.input, dryRun: false });
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
