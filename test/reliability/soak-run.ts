import { rmSync, symlinkSync } from 'node:fs';
import { EnvironmentError } from '../../src/errors/environment-error.ts';
import { SgError } from '../../src/errors/sg-error.ts';
import { withHostLock } from '../../src/kernel/host-lock.ts';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../../src/kernel/mock/snapshot.ts';
import { loadWorld, saveWorld } from '../../src/kernel/mock/world-file.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { listLedger, segmentPath } from '../../src/ledger/segments.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { storeCase } from '../../src/organism/cases/case-store.ts';
import { afterRun } from '../../src/organism/fusion/after-run.ts';
import { withOrganism, type DormantOrganism } from '../../src/organism/open-organism.ts';
import type { Journal } from '../../src/organism/run/journal.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { prepareRun, run } from '../../src/organism/run/run.ts';
import type { Workspace } from '../../src/organism/workspace.ts';
import { fromOutside, type SoakTask } from './soak-task.ts';

export type SoakResult = 'done' | 'failed' | 'disk full';

/** The world a file holds, without clock and ages. */
export async function worldText(file: string): Promise<string> {
  return canonicalJson(snapshotOf((await loadWorld(file)) ?? defaultWorld()));
}

/**
 * One run as `sg run` does it, with faults in its kernel and a disk that may fill up on the way.
 * @throws Error when the world on disk is not what the run says of it, or something other than an SgError was thrown
 */
export async function soakRun(workspace: Workspace, dormant: DormantOrganism, task: SoakTask): Promise<SoakResult> {
  const before = await worldText(workspace.world);
  try {
    const report = await performed(workspace, dormant, task);
    const after = await worldText(workspace.world);
    checkWorld(report, task, before === after);
    return report.ok ? 'done' : 'failed';
  } catch (error) {
    if (!(error instanceof SgError) || error.code === 'internal-error') throw error;
    if (task.diskFullAt === undefined) throw error;
    return 'disk full';
  }
}

function checkWorld(report: RunReport, { faults, target }: SoakTask, same: boolean): void {
  const told = `${target} in run ${report.run}`;
  if (report.changes.length === 0 && !same) throw new Error(`${told} reports no change, but the world's file has one`);
  if (report.rolledBack && report.rollback?.proven === true && !same && !fromOutside(faults))
    throw new Error(`${told} was rolled back, proven, but the world's file changed`);
  if (report.ok && report.rolledBack) throw new Error(`${told} went well and was rolled back`);
}

/** `runOnKernel` with a kernel of our own. */
async function performed(workspace: Workspace, dormant: DormantOrganism, task: SoakTask): Promise<RunReport> {
  const { target, input, wait, faults } = task;
  const prepared = await prepareRun(dormant, target, input);
  const disk = fillingDisk(task.diskFullAt);
  const act = async (): Promise<RunReport> => {
    const world = (await loadWorld(workspace.world)) ?? defaultWorld();
    const save = async (next: World): Promise<void> => {
      disk.write();
      await saveWorld(workspace.world, next);
    };
    const kernel = MockKernel.open({ world, faults, ...(prepared.changes ? { save } : {}) });
    return withOrganism(workspace, dormant, kernel, (organism) =>
      run({ ...organism, journal: disk.journal(organism.journal) }, prepared, {
        target,
        input,
        wait,
        jobs: 4,
        dryRun: false,
        emit: () => undefined,
        keepCase: (locus, value) => storeCase(workspace.cases, locus, value),
      }),
    );
  };
  const removeFull = task.diskFullAt === 1 ? fullSegment(workspace.ledger) : undefined;
  try {
    if (!prepared.changes) return await act();
    const report = await withHostLock(`${workspace.world}.lock`, 'soak', act, { waitMs: 60_000 });
    const finished = { start: workspace.root, world: undefined, workspace, phenotype: dormant.phenotype };
    return await afterRun({ ...finished, input: prepared.input }, report);
  } finally {
    removeFull?.();
  }
}

/** The segment that new runs go to takes nothing: `/dev/full` answers every write with ENOSPC. */
function fullSegment(ledger: string): () => void {
  const { segments, closed } = listLedger(ledger);
  const file = segmentPath(ledger, Math.max(closed, segments.at(-1) ?? 0) + 1);
  symlinkSync('/dev/full', file);
  return () => {
    rmSync(file, { force: true });
  };
}

interface FillingDisk {
  write(): void;
  journal(journal: Journal): Journal;
}

/** Takes writes until it is full, and none after that. */
function fillingDisk(fullAt = Infinity): FillingDisk {
  let writes = 0;
  const write = (): void => {
    writes += 1;
    if (writes < fullAt) return;
    throw new EnvironmentError({ code: 'ledger-not-writable', message: 'ENOSPC: no space left on device, write' });
  };
  return {
    write,
    journal: (journal) => ({
      add: (record) => {
        if (writes < fullAt) journal.add(record);
      },
      flush: () => {
        write();
        journal.flush();
      },
    }),
  };
}
