import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { armedJournals } from '../../../kernel/journal/armed-journals.ts';
import { incompleteSuffix, journalFiles, openSuffix } from '../../../kernel/journal/journal-file.ts';
import type { KernelName } from '../../../kernel/kernel.ts';
import type { HostTools } from '../../../kernel/observe/host-tools.ts';
import { readLedgerState } from '../../../ledger/read-ledger-state.ts';
import { readPhenotype } from '../../../phenotype/read-phenotype.ts';
import { armedChange, type ArmedChange } from '../../armed/armed-changes.ts';
import { openBreakers, type BreakerStatus } from '../../breaker/breaker-status.ts';
import { canaryStatus, type CanaryStatus } from '../../canary/canaries.ts';
import { observeKernel } from '../../world/kernel-choice.ts';
import { dueChecks } from '../../watch/due-checks.ts';
import { openWorkspace } from '../../workspace.ts';
import { lastExchange, type Exchange } from '../exchange-record.ts';
import { readHostConfig, type HostConfig } from '../host-config.ts';
import { currentCommit, hostPlace } from '../host-place.ts';
import { undoFolder } from '../undo-folder.ts';
import { lastRuns, type LastRun } from './last-runs.ts';
import { unitStates, type UnitState } from './unit-states.ts';
import { unpushed, type Unpushed } from './unpushed.ts';

export interface HostStatusRequest {
  readonly start: string;
  readonly phenotype: string;
  /** Whose dues are told. */
  readonly kernel: KernelName;
}

/** How a host fares. Times are seconds since 1970. */
export interface HostStatus {
  /** Null where the machine is not set up. */
  readonly config: HostConfig | null;
  readonly root: string;
  readonly kernel: KernelName;
  readonly phenotype: {
    readonly name: string;
    /** The commit in force; null where nothing was pulled and the work tree runs. */
    readonly commit: string | null;
    /** Since when. */
    readonly since: number | null;
    /** The newest pull that worked, also when it brought nothing new. */
    readonly pulled: Exchange | null;
  };
  readonly loci: readonly LastRun[];
  readonly dues: { readonly overdue: number; readonly waiting: number; readonly next: number | null };
  /** Changes that are undone unless `sg watch` confirms them. */
  readonly armed: readonly ArmedChange[];
  /** Undo journals of work under way or cut off, and of what could not be undone. */
  readonly journals: { readonly open: number; readonly incomplete: number };
  readonly ledger: Unpushed & { readonly damaged: number };
  readonly breakers: readonly BreakerStatus[];
  readonly canaries: readonly CanaryStatus[];
  /** Null where systemd does not run or does not answer. */
  readonly units: readonly UnitState[] | null;
}

/** Reads files and asks systemd; changes nothing and needs neither kernel nor remote. */
export async function hostStatus(request: HostStatusRequest, tools: HostTools): Promise<HostStatus> {
  const { start, phenotype: name, kernel } = request;
  const workspace = await openWorkspace(start);
  const { root, ledger } = workspace;
  const phenotype = await readPhenotype(workspace.tree, name);
  const { fold, damaged } = readLedgerState(ledger, false);
  const { ready, waiting, next } = dueChecks(fold.state, await kernelClock(request), kernel);
  const journals = path.join((await undoFolder(root)) ?? root, 'journal');
  return {
    config: (await readHostConfig()) ?? null,
    root,
    kernel,
    phenotype: { name, ...(await inForce(root)) },
    loci: lastRuns(ledger),
    dues: { overdue: ready.length, waiting, next },
    armed: (await armedJournals(journals)).map(armedChange),
    journals: { open: await count(journals, openSuffix), incomplete: await count(journals, incompleteSuffix) },
    ledger: { ...(await unpushed(workspace)), damaged },
    breakers: openBreakers(ledger, phenotype),
    canaries: await canaryStatus(phenotype),
    units: await unitStates(tools),
  };
}

/** Dues are dated by the kernel's clock: a mock has one of its own. */
async function kernelClock({ start, kernel }: HostStatusRequest): Promise<number> {
  if (kernel !== 'mock') return Date.now() / 1000;
  return (await observeKernel({ start, kernel, world: undefined })).clock;
}

async function inForce(root: string): Promise<Omit<HostStatus['phenotype'], 'name'>> {
  const commit = currentCommit(root) ?? null;
  const link = await lstat(hostPlace(root).current).catch(() => undefined);
  const since = commit === null || link === undefined ? null : link.mtimeMs / 1000;
  return { commit, since, pulled: (await lastExchange(root, 'pull')) ?? null };
}

async function count(journals: string, suffix: string): Promise<number> {
  return (await journalFiles(journals, [suffix])).length;
}
