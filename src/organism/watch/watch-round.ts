import path from 'node:path';
import { UsageError } from '../../errors/usage-error.ts';
import { withHostLock } from '../../kernel/host-lock.ts';
import type { Recovery } from '../../kernel/iproute2/recover-host.ts';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import type { LedgerRecord } from '../../ledger/record.ts';
import { newRunId } from '../../model/run-id.ts';
import { storeCase } from '../cases/case-store.ts';
import { watchArmed } from '../armed/watch-armed.ts';
import type { SettledChange } from '../armed/settle-armed.ts';
import { recoverIdle } from '../world/host-kernel.ts';
import { observedBy, type KernelChoice } from '../world/kernel-choice.ts';
import { withMockKernel, worldPlace } from '../world/mock-world.ts';
import type { Journal } from '../run/journal.ts';
import { dormantOrganism, withOrganism } from '../open-organism.ts';
import type { Organism } from '../organism.ts';
import type { RunContext } from '../run/run-context.ts';
import { RunMemory } from '../run/run-memory.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { answerDue, type WatchedCheck } from './answer-due.ts';
import { dueChecks } from './due-checks.ts';

export interface WatchRequest extends KernelChoice {
  readonly phenotype: string;
}

/** What one look at the due verifications found. */
export interface WatchRound {
  /** False when something was found bad. */
  readonly ok: boolean;
  readonly phenotype: string;
  readonly kernel: string;
  /** Kernel time, seconds since 1970. */
  readonly at: number;
  readonly checked: readonly WatchedCheck[];
  /** Work on this host that an sg was killed in. */
  readonly recovered: readonly Recovery[];
  /** Changes of this host that waited to be confirmed. */
  readonly changes: readonly SettledChange[];
  /** Checks that have not fallen due yet, and when the next one does. */
  readonly waiting: number;
  readonly next: number | null;
}

/** How long a look waits for another one of the same repository, in milliseconds. */
const lockWaitMs = 60_000;

/**
 * Makes the verifications that fell due by the kernel's clock, once. Changes nothing in the world but what a run left to be
 * confirmed (that stays when it holds, and is undone when it does not) and what a killed one left half done, which is undone.
 * One at a time in a repository, so that no check is answered twice.
 */
export async function watchRound(request: WatchRequest): Promise<WatchRound> {
  const workspace = await openWorkspace(request.start);
  const dormant = await dormantOrganism(workspace, request.phenotype);
  const kernel = await observedBy(request);
  const lock = path.join(path.dirname(workspace.ledger), 'watch.lock');
  const look = (): Promise<WatchRound> =>
    withOrganism(workspace, dormant, kernel, (organism) => lookOnce(organism, workspace, request.start));
  return withHostLock(lock, 'watch', look, { waitMs: lockWaitMs });
}

async function lookOnce(organism: Organism, workspace: Workspace, start: string): Promise<WatchRound> {
  const { kernel, phenotype, journal } = organism;
  // Before anything is looked at: half of a change would be blamed on whoever acted before.
  const recovered = kernel.name === 'mock' ? [] : await recoverIdle(start);
  const { state } = readLedgerState(workspace.ledger).fold;
  const at = await kernel.now();
  const { ready, next, waiting } = dueChecks(state, at, kernel.name);
  const run = newRunId();
  const records = new Lazily(journal, { t: 'run', run, at, target: 'watch', ...about(organism) });
  const context = watchContext({ ...organism, journal: records }, run, workspace);
  const checked = await answerDue(context, ready, state.answers);
  const changes = kernel.name === 'mock' ? [] : await watchArmed(context, start, state);
  const held = changes.every((change) => change.state !== 'undone');
  const ok = held && checked.every(({ healthy }) => healthy !== false) && recovered.every(isWhole);
  if (records.begun) journal.add({ t: 'end', run, at: await kernel.now(), ok, rolledBack: false });
  journal.flush();
  return { ok, phenotype: phenotype.name, kernel: kernel.name, at, recovered, checked, changes, waiting, next };
}

function isWhole({ outcome }: Recovery): boolean {
  return outcome !== 'incomplete';
}

function about({ phenotype, kernel }: Organism): { phenotype: string; kernel: string; pid: number } {
  return { phenotype: phenotype.name, kernel: kernel.name, pid: process.pid };
}

/** A look that finds nothing to do leaves no record. */
class Lazily implements Journal {
  readonly #journal: Journal;
  readonly #first: LedgerRecord;
  begun = false;

  constructor(journal: Journal, first: LedgerRecord) {
    this.#journal = journal;
    this.#first = first;
  }

  add(record: LedgerRecord): void {
    if (!this.begun) this.#journal.add(this.#first);
    this.begun = true;
    this.#journal.add(record);
  }

  flush(): void {
    this.#journal.flush();
  }
}

function watchContext(organism: Organism, run: string, workspace: Workspace): RunContext {
  return {
    organism,
    run,
    transaction: undefined,
    swift: undefined,
    jobs: 1,
    wait: false,
    emit: () => undefined,
    keepCase: async (locus, value) => {
      await storeCase(workspace.cases, locus, value);
    },
    memory: new RunMemory(),
    stopwatch: () => performance.now(),
  };
}

/**
 * Lets the mock's clock pass: days of waiting for a test or a demonstration.
 * @throws UsageError `clock-not-ours` on a host
 */
export async function advanceWorld(request: WatchRequest, seconds: number): Promise<void> {
  if ((request.kernel ?? 'mock') !== 'mock') {
    throw new UsageError({
      code: 'clock-not-ours',
      message: `The clock of the ${request.kernel ?? ''} kernel can't be moved: it is this host's.`,
      hint: 'Leave --advance out, or use --kernel mock.',
    });
  }
  await withMockKernel(await worldPlace(request.start, request.world), 'watch --advance', async (kernel) => {
    await kernel.sleep(seconds);
    await kernel.flush();
  });
}
