import type { PathwayResult } from '../run/pathway-run.ts';
import type { FusionReport } from '../run/report.ts';
import type { FusedFailure } from './try-fused.ts';

type Place = Partial<Pick<FusionReport, 'step' | 'locus'>>;

/**
 * Where a fused allele that failed broke: the step that was seen to break; else, by the steps' own windows, one after the
 * other, the first that broke when they ran in its place.
 */
export function blame({ seen, step, locus }: FusedFailure, stepwise: PathwayResult): Place {
  const own = step === undefined || locus === undefined ? undefined : { step, locus };
  return (seen ? own : undefined) ?? firstFailed(stepwise) ?? own ?? {};
}

/** The first step that failed step by step, also where a fallback mended it. */
function firstFailed({ steps }: PathwayResult): Place | undefined {
  const broken = steps.find(({ attempts }) => attempts.some(({ outcome }) => outcome === 'gene-failure'));
  return broken === undefined ? undefined : { step: broken.step, locus: broken.locus };
}
