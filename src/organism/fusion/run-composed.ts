import type { PathwayContract } from '../../contract/ast.ts';
import type { JsonObject } from '../../model/json.ts';
import { runPathway, type Frame, type PathwayResult } from '../run/pathway-run.ts';
import type { RunContext } from '../run/run-context.ts';
import { stepFailure } from '../run/step-run.ts';
import { blame } from './blame.ts';
import { composition } from './composition.ts';
import { recordDecomposed } from './record-decomposed.ts';
import { tryFused, type FusedTry } from './try-fused.ts';

/**
 * Runs a pathway that is a step of another: by its own fused allele where there is one made of what is expressed now, else
 * step by step. In a swift pass a fused allele that fails ends the pass, like any step.
 */
export async function runComposed(
  context: RunContext,
  contract: PathwayContract,
  input: JsonObject,
  frame: Frame,
): Promise<PathwayResult> {
  const { organism, transaction, swift } = context;
  const pathway = contract.name.text;
  const fused = await organism.fusions?.fused(pathway);
  const failedHere = context.memory.decompositions.some(({ allele }) => allele === fused?.gene.digest);
  if (fused === undefined || transaction === undefined || failedHere)
    return runPathway(context, contract, input, frame);
  if (fused.composition !== (await composition(organism, contract))) return runPathway(context, contract, input, frame);
  const tried = await tryFused(context, transaction, contract, input, fused, frame);
  if (tried.result !== undefined) return tried.result;
  if (swift !== undefined) return passEnds(tried);
  const result = await runPathway(context, contract, input, frame);
  if (tried.failure !== undefined) {
    const { reason } = tried.failure;
    await recordDecomposed(context, { pathway, allele: tried.allele, ...blame(tried.failure, result), reason });
  }
  return result;
}

/** What a swift pass makes of a fused allele that did not work: the pass is over. */
export function passEnds({ step }: FusedTry): PathwayResult {
  const failure = stepFailure(step);
  return { ok: false, healthy: null, steps: [step], verify: [], failure, rolledBack: false, stop: undefined };
}
