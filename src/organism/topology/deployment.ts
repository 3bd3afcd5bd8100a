import type { RollbackProof } from '../../kernel/kernel.ts';
import type { ActedAttempt } from '../run/feeds.ts';
import { holdRun, type HeldRun } from '../run/hold-run.ts';
import type { Organism } from '../organism.ts';
import type { RunReport } from '../run/report.ts';
import { run, type RunRequest } from '../run/run.ts';
import { RunMemory } from '../run/run-memory.ts';
import { watchWindows } from '../swift/watch-window.ts';
import { undoesAll } from './failure-policy.ts';
import { nestedKernel } from './nested-kernel.ts';
import type { PreparedResource, PreparedTopology } from './prepare-topology.ts';
import {
  brokenResource,
  holdResource,
  runResource,
  skippedResource,
  type HeldResource,
  type ResourceRun,
} from './resource-run.ts';
import type { ResourceReport } from './topology-report.ts';
import type { TopologyRequest } from './topology-request.ts';
import { verificationTarget } from './topology-verification.ts';

/** What became of the resources of a topology, and what its own verification found. */
export interface Deployed {
  /** In the order they are made. */
  readonly resources: readonly ResourceReport[];
  readonly verification: RunReport | undefined;
}

/**
 * Makes the resources true, each after those it waits for, in the hope that all goes well: with the windows of all of them,
 * and of the topology's own verification, open at the same time. Where a resource cannot be made at once, those before it
 * are concluded and it runs carefully, alone. Where a window does not hold, what was open is undone, nobody is judged, and
 * each runs alone, so that blame stays exact.
 */
export class Deployment {
  readonly #organism: Organism;
  readonly #topology: PreparedTopology;
  readonly #request: TopologyRequest;
  readonly #reports = new Map<string, ResourceReport>();
  /** Whose work stands, for what is found about the whole. */
  readonly #acted: ActedAttempt[] = [];
  #verification: RunReport | undefined;
  #stop: string | undefined;

  constructor(organism: Organism, topology: PreparedTopology, request: TopologyRequest) {
    this.#organism = organism;
    this.#topology = topology;
    this.#request = request;
  }

  async run(): Promise<Deployed> {
    let waiting = this.#topology.resources;
    while (waiting.length > 0) waiting = await this.#together(waiting);
    const resources = this.#topology.resources.flatMap(({ name }) => this.#reports.get(name) ?? []);
    const short = resources.some((report) => !standsRight(report));
    const askWhole = this.#verification === undefined && !(short && undoesAll(this.#topology.contract));
    if (askWhole) await this.#verifyAlone(short, resources.every(isRight));
    return { resources, verification: this.#verification };
  }

  /** Makes as many resources as go well, and concludes them together. Gives those that were not reached. */
  async #together(waiting: readonly PreparedResource[]): Promise<readonly PreparedResource[]> {
    const { kernel } = this.#organism;
    const transaction = await kernel.begin({ label: `deploy ${this.#topology.contract.name.text}` });
    const organism = { ...this.#organism, kernel: nestedKernel(kernel, transaction) };
    try {
      const open: HeldResource[] = [];
      const { failed, rest } = await this.#hold(organism, waiting, open);
      const verification = failed === undefined ? await this.#holdVerification(organism, open) : undefined;
      if (failed?.proof.proven !== false && (await this.#close(open, verification))) {
        await transaction.commit();
        for (const held of open) this.#conclude(held.resource, await held.settle());
        this.#verification = await verification?.settle();
      } else {
        await verification?.withdraw();
        for (const held of open.toReversed()) await held.run.withdraw();
        await this.#alone(
          open.map(({ resource }) => resource),
          await transaction.rollback(),
        );
      }
      if (failed !== undefined) await this.#carefully(failed.resource);
      return rest;
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  /** Fills `open` until a resource fails; that one has been undone. */
  async #hold(organism: Organism, waiting: readonly PreparedResource[], open: HeldResource[]): Promise<Reached> {
    for (const [index, resource] of waiting.entries()) {
      const reason = this.#stop ?? this.#blocked(resource, open);
      if (reason !== undefined) {
        this.#skip(resource, reason);
        continue;
      }
      this.#started(resource);
      const held = await holdResource(organism, resource, this.#request);
      const { failure } = held.run;
      if (failure !== undefined) {
        this.#request.emit({ type: 'starting-over', reason: `${resource.name}: ${failure.message}` });
        const proof = await held.run.withdraw();
        return { failed: { resource, proof }, rest: waiting.slice(index + 1) };
      }
      open.push(held);
    }
    return { failed: undefined, rest: [] };
  }

  /** The topology's own verification, asked while the resources' windows are open; not where something is missing. */
  async #holdVerification(organism: Organism, open: readonly HeldResource[]): Promise<HeldRun | undefined> {
    const { verification } = this.#topology;
    const earlier = [...this.#reports.values()];
    if (verification === undefined || !earlier.every(standsRight)) return undefined;
    const changed = open.some((held) => held.changed) || !earlier.every(isRight);
    this.#request.emitTopology({ type: 'verifying' });
    return holdRun(
      organism,
      verification,
      this.#verificationRequest(verification.input, this.#request.wait && changed),
    );
  }

  /** Closes all windows as they end. What the topology's own found is for the report; a resource's must hold. */
  async #close(open: readonly HeldResource[], verification: HeldRun | undefined): Promise<boolean> {
    const { emit } = this.#request;
    const own = new Set(open.flatMap((held) => held.run.windows));
    const windows = [...own, ...(verification?.windows ?? [])];
    const held = await watchWindows({ organism: this.#organism, emit }, windows, (window) => own.has(window));
    if (!held) emit({ type: 'starting-over', reason: 'A verification did not hold through its window.' });
    return held;
  }

  /** What did not hold together has been undone and runs one after the other. */
  async #alone(resources: readonly PreparedResource[], proof: RollbackProof): Promise<void> {
    for (const resource of resources) {
      if (proof.proven) await this.#carefully(resource, false);
      else this.#ended(resource, brokenResource(resource, proof));
    }
    if (!proof.proven) this.#stop = 'what was left behind must be put right first';
  }

  /** @param careful without a swift pass, which has failed already */
  async #carefully(resource: PreparedResource, careful = true): Promise<void> {
    const reason = this.#stop ?? this.#blocked(resource, []);
    if (reason !== undefined) {
      this.#skip(resource, reason);
      return;
    }
    this.#started(resource);
    this.#conclude(resource, await runResource(this.#organism, resource, this.#request, careful));
  }

  #conclude(resource: PreparedResource, { report, run: ended, acted }: ResourceRun): void {
    this.#acted.push(...acted);
    this.#ended(resource, report);
    this.#stop ??= stopReason(this.#topology, resource, ended);
  }

  async #verifyAlone(short: boolean, empty: boolean): Promise<void> {
    const { verification } = this.#topology;
    if (verification === undefined) return;
    this.#request.emitTopology({ type: 'verifying' });
    // Where nothing was changed nothing has to settle, and what is not there won't be healthy later: one look is enough.
    const wait = this.#request.wait && !short && !empty;
    this.#verification = await run(this.#organism, verification, this.#verificationRequest(verification.input, wait));
  }

  #verificationRequest(input: RunRequest['input'], wait: boolean): RunRequest {
    const { jobs, emit, keepCase } = this.#request;
    const target = verificationTarget(this.#topology.contract.name.text);
    return { target, input, wait, jobs, dryRun: false, emit, keepCase, memory: new RunMemory(this.#acted) };
  }

  #blocked({ needs }: PreparedResource, open: readonly HeldResource[]): string | undefined {
    const lacking = needs.filter((name) => {
      const report = this.#reports.get(name);
      return !open.some(({ resource }) => resource.name === name) && (report === undefined || !standsRight(report));
    });
    return lacking.length === 0 ? undefined : `waits for ${lacking.join(', ')}`;
  }

  #started({ name, pathway }: PreparedResource): void {
    this.#request.emitTopology({ type: 'resource-started', resource: name, pathway });
  }

  #skip(resource: PreparedResource, reason: string): void {
    this.#ended(resource, skippedResource(resource, reason));
  }

  #ended({ name }: PreparedResource, report: ResourceReport): void {
    this.#reports.set(name, report);
    this.#request.emitTopology({ type: 'resource-ended', resource: report });
  }
}

interface Reached {
  /** The resource that could not be made at once, and what is known of its undoing. */
  readonly failed: { readonly resource: PreparedResource; readonly proof: RollbackProof } | undefined;
  readonly rest: readonly PreparedResource[];
}

export function standsRight({ state }: ResourceReport): boolean {
  return state === 'right' || state === 'missing' || state === 'drifted';
}

export function isRight({ state }: ResourceReport): boolean {
  return state === 'right';
}

function stopReason({ contract }: PreparedTopology, { name }: PreparedResource, ended: RunReport): string | undefined {
  if (ended.ok) return undefined;
  if (ended.rollback?.proven === false) return `what ${name} left behind must be put right first`;
  return undoesAll(contract) ? `everything is undone because of ${name}` : undefined;
}
