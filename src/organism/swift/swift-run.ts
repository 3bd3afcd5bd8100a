import type { PathwayContract } from '../../contract/ast.ts';
import type { Savepoint } from '../../kernel/kernel.ts';
import type { JsonObject } from '../../model/json.ts';
import { runPathway, type PathwayResult } from '../run/pathway-run.ts';
import { recordOutcome, recordVerdicts, recordWithdrawal } from '../run/records.ts';
import type { FailureReport } from '../run/report.ts';
import type { RunContext } from '../run/run-context.ts';
import { SwiftPass } from './swift-pass.ts';
import { watchWindows } from './watch-window.ts';

/**
 * Runs a pathway that changes the world in the hope that all goes well. `undefined` when it did not: then everything is
 * undone, no allele was judged, and the careful pass has the word. Nothing to gain where no rollback is needed.
 */
export async function trySwiftly(
  context: RunContext,
  contract: PathwayContract,
  input: JsonObject,
): Promise<PathwayResult | undefined> {
  if (context.transaction === undefined) return undefined;
  const before = await context.transaction.savepoint();
  const swift = new SwiftPass();
  const result = await runPathway({ ...context, swift }, contract, input, { prefix: '', via: [] });
  const holds = result.ok && (await watchWindows(context, swift.windows));
  if (!holds) return startOver(context, swift, before, result);
  for (const { acted, execution, verification } of swift.attempts) {
    await recordOutcome(context, acted, execution, undefined);
    await recordVerdicts(context, acted, execution, verification);
  }
  return result;
}

async function startOver(
  context: RunContext,
  swift: SwiftPass,
  before: Savepoint,
  result: PathwayResult,
): Promise<PathwayResult | undefined> {
  const reason = result.failure?.message ?? 'A verification did not hold through its window.';
  context.emit({ type: 'starting-over', reason });
  await recordWithdrawal(context, swift.begun);
  context.memory.forgetFindings();
  const proof = await before.restore();
  if (proof.proven) return undefined;
  const failure: FailureReport = {
    kind: 'rollback-incomplete',
    message: `After "${reason}" the state from before could not be restored.`,
  };
  return { ...result, ok: false, failure, rolledBack: false, stop: 'rollback-incomplete' };
}
