import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { SgError } from '../../errors/sg-error.ts';
import type { KernelName } from '../../kernel/kernel.ts';
import type { HostTools } from '../../kernel/observe/host-tools.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hostStateFolder, readHostConfig, type HostConfig } from '../host/host-config.ts';
import { undoFolder } from '../host/undo-folder.ts';
import { tryOpenWorkspace } from '../workspace.ts';
import { checkClock } from './check-clock.ts';
import { checkJournals, checkLocks } from './check-leftovers.ts';
import { checkManager } from './check-manager.ts';
import { checkNode, checkPrivileges, checkTools } from './check-program.ts';
import { checkExchange, checkRemote, checkSignatures } from './check-remote.ts';
import { checkSetup, checkUnits } from './check-setup.ts';
import { checkDisk, checkLedger } from './check-state.ts';
import { error, note, warning, type Check, type CheckResult, type Finding, type Scene } from './finding.ts';

const checks: readonly Check[] = [
  { name: 'set-up', look: checkSetup },
  { name: 'units', look: checkUnits },
  { name: 'node', look: () => checkNode() },
  { name: 'tools', look: checkTools },
  { name: 'privileges', look: (scene) => checkPrivileges(scene) },
  { name: 'networkmanager', look: checkManager },
  { name: 'clock', look: checkClock },
  { name: 'remote', look: checkRemote },
  { name: 'signatures', look: checkSignatures },
  { name: 'exchange', look: checkExchange },
  { name: 'disk', look: checkDisk },
  { name: 'locks', look: checkLocks },
  { name: 'journals', look: checkJournals },
  { name: 'ledger', look: checkLedger },
];

export interface DoctorRequest {
  readonly start: string;
  readonly phenotype: string;
  readonly kernel: KernelName;
  readonly remote: string;
}

export interface CheckReport extends CheckResult {
  readonly check: string;
}

export interface DoctorReport {
  /** No errors and no warnings; notes are allowed. */
  readonly ok: boolean;
  readonly kernel: KernelName;
  readonly checks: readonly CheckReport[];
}

/** For each check, milliseconds. They run side by side. */
const limitMs = 20_000;

/**
 * Looks at everything that has to be in order on a host, and changes nothing.
 * @throws as `readHostConfig`: without its configuration nobody knows what to look at
 */
export async function examineHost(request: DoctorRequest, tools: HostTools): Promise<DoctorReport> {
  const scene = await sceneOf(request, await readHostConfig(), tools);
  const reports = await Promise.all(checks.map((check) => lookFor(check, scene)));
  const ok = reports.every(({ found }) => found.every(({ severity }) => severity === 'note'));
  return { ok, kernel: request.kernel, checks: reports };
}

async function sceneOf(
  { start, phenotype, kernel, remote }: DoctorRequest,
  config: HostConfig | undefined,
  tools: HostTools,
): Promise<Scene> {
  const workspace = await tryOpenWorkspace(start);
  const state = config?.state ?? workspace?.root ?? hostStateFolder;
  const journals = path.join((await undoFolder(state)) ?? state, 'journal');
  const now = Date.now();
  return { config, workspace, state, phenotype, kernel, remote, journals, tools, env: process.env, now };
}

/** However a check ends, it ends in time, and says something. */
export async function lookFor({ name, look }: Check, scene: Scene, limit = limitMs): Promise<CheckReport> {
  const over = new AbortController();
  const timer = delay(limit, undefined, { signal: over.signal }).then(
    () => tooSlow(name, limit),
    () => tooSlow(name, limit),
  );
  try {
    return { check: name, ...(await Promise.race([look(scene), timer])) };
  } catch (cause) {
    return { check: name, found: [unable(name, cause)], seen: '' };
  } finally {
    over.abort();
  }
}

function tooSlow(name: string, limit: number): CheckResult {
  const message = `The check "${name}" did not end within ${limit / 1000} s.`;
  return { found: [warning('check-timed-out', message, 'sg doctor --json')], seen: '' };
}

function unable(name: string, cause: unknown): Finding {
  const denied = [cause, (cause as { cause?: unknown } | null)?.cause].some(
    (each) => each instanceof Error && 'code' in each && (each.code === 'EACCES' || each.code === 'EPERM'),
  );
  if (denied) return note('not-visible', `This user may not see what "${name}" looks at.`, 'sudo sg doctor');
  if (cause instanceof SgError) return error(cause.code, cause.message, 'sg host status');
  if (cause instanceof Refusal)
    return error('check-failed', `The check "${name}": ${cause.message}.`, 'sg host status');
  throw cause;
}
