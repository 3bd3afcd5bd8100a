import type { Kernel } from '../../kernel/kernel.ts';
import type { Timescale } from '../../model/timescale.ts';
import type { CheckReport } from './report.ts';

/** Stands among a verification's checks when what keeps the host reachable was lost; no locus can have the name. */
const name = 'reachability of this host';

/** Why an attempt failed that cut the host off. */
export const baselineLost = 'baseline-lost';

/** Nothing while all is there, or where the kernel does not watch. */
export async function baselineChecks(
  kernel: Pick<Kernel, 'lost'>,
  timescale: Timescale,
): Promise<readonly CheckReport[]> {
  const losses = (await kernel.lost?.()) ?? [];
  if (losses.length === 0) return [];
  const error = `What keeps this host reachable was lost: ${losses.join('; ')}.`;
  return [{ check: name, arguments: {}, timescale, healthy: false, allele: null, output: null, error }];
}

/** What the baseline lost, where that is among the checks. */
export function lossAmong(checks: readonly CheckReport[]): string | undefined {
  return checks.find(({ check }) => check === name)?.error ?? undefined;
}
