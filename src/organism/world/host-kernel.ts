import path from 'node:path';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { withHostLock } from '../../kernel/host-lock.ts';
import { Iproute2Kernel } from '../../kernel/iproute2/iproute2-kernel.ts';
import { recoverHost, type Recovery } from '../../kernel/iproute2/recover-host.ts';
import { incompleteSuffix, journalFiles, openSuffix, putAway } from '../../kernel/journal/journal-file.ts';
import { attentiveTools } from '../../kernel/observe/attentive-tools.ts';
import { hostTools } from '../../kernel/observe/host-tools.ts';
import type { JournalStory } from '../../kernel/journal/read-journal.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { NetworkManagerKernel } from '../../kernel/networkmanager/networkmanager-kernel.ts';
import { recoverManager } from '../../kernel/networkmanager/recover-manager.ts';
import {
  acceptStanding,
  disarmOver,
  refuseStanding,
  standingChanges,
  type ArmedChange,
} from '../armed/armed-changes.ts';
import { recordUndone } from '../armed/record-undone.ts';
import { undoFolder } from '../host/undo-folder.ts';
import { openWorkspace } from '../workspace.ts';

/** Where sg keeps what it needs to undo its work on this host. */
export interface HostPlace {
  readonly journals: string;
  /** Of the genome repository; undefined outside of one. */
  readonly ledger: string | undefined;
  /** One mutating sg at a time on this host. */
  readonly lock: string;
}

/** How long a command waits for another mutating sg before it gives up. */
export const lockWaitMs = 60_000;

/**
 * `.sg/host` of this host's state folder, else of the repository around `start`; SG_STATE_DIR names another folder. Where it
 * does not depend on the repository, there need be none: at boot, what was cut off is undone before anything is pulled.
 */
export async function hostPlace(start: string): Promise<HostPlace> {
  const known = await undoFolder(undefined);
  const workspace =
    known === undefined ? await openWorkspace(start) : await openWorkspace(start).catch(() => undefined);
  const folder = known ?? path.join(workspace?.root ?? start, '.sg', 'host');
  return { journals: path.join(folder, 'journal'), ledger: workspace?.ledger, lock: path.join(folder, 'lock') };
}

/** How the network of this host is changed. */
export type HostKernelName = 'iproute2' | 'networkmanager';

/** The host's own network, for looking only. @throws EnvironmentError `kernel-unavailable` */
export async function observedHost(start: string, name: HostKernelName = 'iproute2'): Promise<Kernel> {
  const place = await hostPlace(start);
  return name === 'iproute2' ? Iproute2Kernel.open(place) : NetworkManagerKernel.open(place);
}

/**
 * The same for changing it: nobody else changes it meanwhile, and what a killed sg left open was finished before.
 * @throws EnvironmentError `kernel-unavailable`, `host-locked`, `change-unconfirmed`; IntegrityError `recovery-incomplete`
 */
export async function withHost<T>(
  start: string,
  name: HostKernelName,
  label: string,
  action: (kernel: Kernel) => Promise<T>,
): Promise<T> {
  const place = await hostPlace(start);
  const recoverAndAct = async (): Promise<T> => {
    await disarmOver(place.journals);
    refuseIncomplete(await recoverAll(place, false));
    await refuseStanding(place.journals);
    return name === 'iproute2'
      ? action(await Iproute2Kernel.open({ ...place, tools: attentiveTools() }))
      : throughManager(place, action);
  };
  return withHostLock(place.lock, label, recoverAndAct, { waitMs: lockWaitMs });
}

async function throughManager<T>(place: HostPlace, action: (kernel: Kernel) => Promise<T>): Promise<T> {
  const kernel = await NetworkManagerKernel.open(place);
  try {
    return await action(kernel);
  } finally {
    await kernel.close();
  }
}

/** Undoes what was cut off. The caller holds the lock. */
export function recoverAll({ journals, ledger }: HostPlace, incomplete: boolean): Promise<readonly Recovery[]> {
  const tools = hostTools();
  const profiles = (story: JournalStory): Promise<readonly string[]> => recoverManager(tools, story);
  const unconfirmed = (runs: readonly string[]): void => {
    recordUndone(ledger, runs);
  };
  return recoverHost({ journals, tools, incomplete, profiles, unconfirmed });
}

/**
 * Undoes what was cut off, without waiting: where somebody is at work nothing is left, for whoever begins undoes it first.
 * @throws EnvironmentError where the host can't be looked at or changed
 */
export async function recoverIdle(start: string): Promise<readonly Recovery[]> {
  const place = await hostPlace(start);
  if ((await journalFiles(place.journals, [openSuffix])).length === 0) return [];
  try {
    const recovered = await withHostLock(place.lock, 'watch', () => recoverAll(place, false), { waitMs: 0 });
    return recovered.filter(({ outcome }) => outcome !== 'elsewhere');
  } catch (error) {
    if (error instanceof EnvironmentError && error.code === 'host-locked') return [];
    throw error;
  }
}

function refuseIncomplete(recovered: readonly Recovery[]): void {
  const left = recovered.find(({ outcome }) => outcome === 'incomplete');
  if (left === undefined) return;
  const paths = left.differences.map((difference) => difference.path).join(', ');
  throw new IntegrityError({
    code: 'recovery-incomplete',
    message: `"${left.label ?? ''}" was cut off, and not all of it could be undone: ${paths}. Nothing else was done.`,
    hint: '`sg recover` tries again and shows what differs; `sg recover --accept` takes the network as it is.',
    details: { journal: left.journal, paths: left.differences.map((difference) => difference.path) },
  });
}

export interface RecoverReport {
  /** Everything is as it was before the work that was cut off. */
  readonly ok: boolean;
  readonly recovered: readonly Recovery[];
  /** Journals that were put away although not all could be undone, or nobody had looked whether the work holds. */
  readonly accepted: readonly string[];
  /** Work that was left in place and still waits to be confirmed. */
  readonly waiting: readonly ArmedChange[];
}

/**
 * `sg recover`: finishes what was cut off, tries again what could not be undone before, and on request takes what still
 * can't be as it is.
 */
export async function recoverOnHost(start: string, accept: boolean): Promise<RecoverReport> {
  const place = await hostPlace(start);
  const finish = async (): Promise<RecoverReport> => {
    await disarmOver(place.journals);
    const recovered = await recoverAll(place, true);
    const left = accept ? await journalFiles(place.journals, [incompleteSuffix]) : [];
    for (const file of left) await putAway(file, true);
    const confirmed = accept ? await acceptStanding(place.journals) : [];
    const ok = accept || recovered.every(({ outcome }) => outcome !== 'incomplete');
    return { ok, recovered, accepted: [...left, ...confirmed], waiting: await standingChanges(place.journals) };
  };
  return withHostLock(place.lock, 'recover', finish, { waitMs: lockWaitMs });
}
