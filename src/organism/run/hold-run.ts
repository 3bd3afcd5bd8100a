import { InternalError } from '../../errors/internal-error.ts';
import type { RollbackProof } from '../../kernel/kernel.ts';
import { holdPathway, type HeldPathway } from '../fusion/hold-pathway.ts';
import type { PerformedPathway } from '../fusion/perform-pathway.ts';
import type { Organism } from '../organism.ts';
import { verificationFailure, type PathwayResult } from './pathway-run.ts';
import { recordWithdrawal } from './records.ts';
import type { FailureReport, RunReport } from './report.ts';
import type { PreparedRun, RunRequest } from './run.ts';
import { abandonRun, beginRun, endRun, type RunFrame } from './run-frame.ts';
import { SwiftPass, type OpenWindow } from '../swift/swift-pass.ts';
import { conjunction } from './verification.ts';

/** A run that has done its work and whose verification windows are still open: nobody has been judged by it. */
export interface HeldRun {
  /** Why it did not go well so far; then it can only be withdrawn. */
  readonly failure: FailureReport | undefined;
  readonly windows: readonly OpenWindow[];
  /**
   * Its windows have been closed: judges whoever acted, commits and reports. A run that changes nothing may be settled
   * with windows that did not hold; that is what it found.
   */
  readonly settle: () => Promise<RunReport>;
  /** Undoes the work and closes its records without judging anybody. */
  readonly withdraw: () => Promise<RollbackProof>;
}

/** Runs a pathway in one swift pass, in the hope that all goes well, and leaves the windows open for others to go on. */
export async function holdRun(organism: Organism, prepared: PreparedRun, request: RunRequest): Promise<HeldRun> {
  const { contract, input } = prepared;
  if (contract.kind !== 'pathway') throw new InternalError(`"${request.target}" is no pathway and cannot be held.`);
  const frame = await beginRun(organism, prepared, request);
  const swift = new SwiftPass();
  try {
    const held = await holdPathway({ ...frame.context, swift }, contract, input);
    // Whoever acts while the windows are open changes the world too.
    const after = await organism.kernel.snapshot();
    const settle = async (): Promise<RunReport> => {
      const result = await settled(held, swift);
      await frame.context.memory.credit(frame.context);
      await frame.context.transaction?.commit();
      return endRun(frame, result, { rolledBack: false }, after);
    };
    const { failure } = held.result;
    return { failure, windows: swift.windows, settle, withdraw: () => withdraw(frame, swift, held.result) };
  } catch (error) {
    await abandonRun(frame);
    throw error;
  }
}

async function settled(held: HeldPathway, { windows }: SwiftPass): Promise<PerformedPathway> {
  const performed = await held.settle();
  const healthy = conjunction(windows.map((window) => window.healthy ?? null));
  if (healthy === true) return performed;
  const status = healthy === null ? 'unknown' : 'unhealthy';
  return { ...performed, ok: false, healthy, failure: verificationFailure({ status, checks: performed.verify }) };
}

async function withdraw(frame: RunFrame, swift: SwiftPass, result: PathwayResult): Promise<RollbackProof> {
  const { context, before } = frame;
  await recordWithdrawal(context, swift.begun);
  const proof = (await context.transaction?.rollback()) ?? { proven: true, differences: [] };
  await endRun(frame, { ...result, ok: false }, { rolledBack: true }, before);
  return proof;
}
