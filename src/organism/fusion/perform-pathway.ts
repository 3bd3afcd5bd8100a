import type { PathwayContract } from '../../contract/ast.ts';
import type { JsonObject } from '../../model/json.ts';
import { runPathway, type PathwayResult } from '../pathway-run.ts';
import type { FusionReport } from '../report.ts';
import type { RunContext } from '../run-context.ts';
import { trySwiftly } from '../swift-run.ts';
import { composition } from './composition.ts';
import { countsFor } from './reinforcement.ts';
import { tryFused, type FusedFailure, type FusedTry } from './try-fused.ts';

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
  const expressed = await composition(organism, contract);
  const allele = await organism.fusions?.fused(contract.name.text);
  const stale = allele !== undefined && allele.composition !== expressed;
  const tried =
    allele === undefined || stale ? undefined : await tryFused(context, transaction, contract, input, allele);
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
  const known = stale ? { ...fusion, state: 'stale' as const, allele: allele.gene.digest } : fusion;
  await record(context, contract, result, known);
  return { ...result, fusion: known };
}

const top = { prefix: '', via: [] };

async function stepwise(context: RunContext, contract: PathwayContract, input: JsonObject): Promise<PathwayResult> {
  return (await trySwiftly(context, contract, input)) ?? runPathway(context, contract, input, top);
}

function fusionReport(tried: FusedTry | undefined, result: PathwayResult): Omit<FusionReport, 'composition'> {
  if (tried === undefined) return { state: 'stepwise' };
  const { allele, failure } = tried;
  if (failure === undefined) return { state: tried.result === undefined ? 'passed' : 'fused', allele };
  const { reason } = failure;
  const { step, locus } = blame(failure, firstFailed(result));
  const place = { ...(step === undefined ? {} : { step }), ...(locus === undefined ? {} : { locus }) };
  return { state: 'decomposed', allele, ...place, reason };
}

type Place = Partial<Pick<FusionReport, 'step' | 'locus'>>;

/** The step that was seen to break; else, by the steps' own windows, one after the other, the first that broke there. */
function blame({ seen, step, locus }: FusedFailure, stepwise: Place): Place {
  const own = step === undefined || locus === undefined ? undefined : { step, locus };
  return (seen ? own : undefined) ?? (stepwise.step === undefined ? (own ?? {}) : stepwise);
}

/** The first step that failed step by step, also where a fallback mended it. */
function firstFailed({ steps }: PathwayResult): Place {
  const broken = steps.find(({ attempts }) => attempts.some(({ outcome }) => outcome === 'gene-failure'));
  return broken === undefined ? {} : { step: broken.step, locus: broken.locus };
}

async function record(
  { organism, run }: RunContext,
  contract: PathwayContract,
  { ok, failure }: PathwayResult,
  { state, composition: digest, allele, step, locus, reason = '' }: FusionReport,
): Promise<void> {
  const at = await organism.kernel.now();
  const pathway = contract.name.text;
  if (state === 'decomposed' && allele !== undefined) {
    const place = { ...(step === undefined ? {} : { step }), ...(locus === undefined ? {} : { locus }) };
    organism.journal.add({ t: 'decomposed', run, at, pathway, allele, ...place, reason: reason.slice(0, 500) });
  }
  if (!countsFor(failure)) return;
  const fused = state === 'fused';
  const { book } = organism;
  organism.journal.add({
    t: 'pathway',
    run,
    at,
    pathway,
    contract: book.digest(contract),
    composition: digest,
    ok,
    fused,
  });
}
