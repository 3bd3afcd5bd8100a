import type { PathwayContract } from '../../contract/ast.ts';
import type { JsonObject } from '../../model/json.ts';
import { runPathway, type PathwayResult } from '../run/pathway-run.ts';
import { recordOutcome, recordVerdicts } from '../run/records.ts';
import type { FusionReport } from '../run/report.ts';
import type { RunContext } from '../run/run-context.ts';
import type { SwiftPass } from '../swift/swift-pass.ts';
import { composition } from './composition.ts';
import { expressedFusion } from './expressed-fusion.ts';
import type { PerformedPathway } from './perform-pathway.ts';
import { recordPathway } from './record-pathway.ts';
import { passEnds } from './run-composed.ts';
import { tryFused } from './try-fused.ts';

/** A pathway that went well so far and whose windows are open. */
export interface HeldPathway {
  readonly result: PathwayResult;
  /** All windows held: judges whoever acted. */
  readonly settle: () => Promise<PerformedPathway>;
}

/**
 * One swift pass over a pathway, by its fused allele where there is one, that leaves its windows open. A result that is
 * not ok ends the matter: nothing is judged and nothing undone here.
 */
export async function holdPathway(
  context: RunContext & { readonly swift: SwiftPass },
  contract: PathwayContract,
  input: JsonObject,
): Promise<HeldPathway> {
  const { organism, transaction, swift } = context;
  if (transaction === undefined) {
    const result = await runPathway(context, contract, input, top);
    return { result, settle: () => Promise.resolve(result) };
  }
  const { expressed, usable, stale } = await expressedFusion(organism, contract);
  const tried = usable === undefined ? undefined : await tryFused(context, transaction, contract, input, usable);
  const result =
    tried === undefined ? await runPathway(context, contract, input, top) : (tried.result ?? passEnds(tried));
  const settle = async (): Promise<PerformedPathway> => {
    for (const { acted, execution, verification } of swift.attempts) {
      await recordOutcome(context, acted, execution, undefined);
      await recordVerdicts(context, acted, execution, verification);
    }
    const state = tried !== undefined ? 'fused' : stale === undefined ? 'stepwise' : 'stale';
    const allele = (usable ?? stale)?.gene.digest;
    const answered = tried === undefined ? await composition(organism, contract, result.steps) : expressed;
    const fusion: FusionReport = { state, composition: answered, ...(allele === undefined ? {} : { allele }) };
    await recordPathway(context, contract, result, fusion);
    return { ...result, fusion };
  };
  return { result, settle };
}

const top = { prefix: '', via: [] };
