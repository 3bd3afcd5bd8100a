import type { PathwayContract } from '../../contract/ast.ts';
import type { JsonObject } from '../../model/json.ts';
import { runPathway, type PathwayResult } from '../run/pathway-run.ts';
import type { FusionReport } from '../run/report.ts';
import type { RunContext } from '../run/run-context.ts';
import { trySwiftly } from '../swift/swift-run.ts';
import { blame } from './blame.ts';
import { composition } from './composition.ts';
import { expressedFusion } from './expressed-fusion.ts';
import { recordPathway } from './record-pathway.ts';
import { tryFused, type FusedTry } from './try-fused.ts';

export type PerformedPathway = PathwayResult & { readonly fusion?: FusionReport };

/**
 * Runs a pathway: by its fused allele where there is one, then step by step, first swiftly and then carefully. What came
 * of it goes on record as one line about the pathway as a whole.
 */
export async function performPathway(
  context: RunContext,
  contract: PathwayContract,
  input: JsonObject,
): Promise<PerformedPathway> {
  const { organism, transaction } = context;
  if (transaction === undefined) return runPathway(context, contract, input, top);
  const { expressed, usable, stale } = await expressedFusion(organism, contract);
  const tried = usable === undefined ? undefined : await tryFused(context, transaction, contract, input, usable);
  const fused = tried?.result;
  if (tried !== undefined && fused === undefined) {
    context.emit({ type: 'starting-over', reason: tried.failure?.reason ?? 'The fused allele had no answer.' });
  }
  // After a refusal the careful pass gives the full answer; there is nothing to be swift about.
  const passed = tried !== undefined && tried.failure === undefined;
  const result =
    fused ?? (passed ? await runPathway(context, contract, input, top) : await stepwise(context, contract, input));
  const answered = fused === undefined ? await composition(organism, contract, result.steps) : expressed;
  const fusion = { ...fusionReport(tried, result), composition: answered };
  const within = context.memory.decompositions;
  const known = {
    ...fusion,
    ...(stale === undefined ? {} : { state: 'stale' as const, allele: stale.gene.digest }),
    ...(within.length === 0 ? {} : { within: [...within] }),
  };
  await recordPathway(context, contract, result, known);
  return { ...result, fusion: known };
}

const top = { prefix: '', via: [] };

async function stepwise(context: RunContext, contract: PathwayContract, input: JsonObject): Promise<PathwayResult> {
  const swiftly = context.careful === true ? undefined : await trySwiftly(context, contract, input);
  return swiftly ?? runPathway(context, contract, input, top);
}

function fusionReport(tried: FusedTry | undefined, result: PathwayResult): Omit<FusionReport, 'composition'> {
  if (tried === undefined) return { state: 'stepwise' };
  const { allele, failure } = tried;
  if (failure === undefined) return { state: tried.result === undefined ? 'passed' : 'fused', allele };
  return { state: 'decomposed', allele, ...blame(failure, result), reason: failure.reason };
}
