import { mutate } from '../evolution/mutate/mutate.ts';
import type { MutateResult } from '../evolution/mutate/mutate-result.ts';
import type { MutateRequest } from '../evolution/mutate/mutation-order.ts';
import { openMeans } from '../evolution/mutate/open-means.ts';
import { mutateAndPropose } from '../evolution/propose/mutate-and-propose.ts';
import { MutationProgress } from './mutation-progress.ts';
import type { Style } from './style.ts';

/** Flags of `sg mutate` and `sg generate` once they are parsed. */
export interface MutationFlags {
  readonly repo: string | undefined;
  readonly phenotype: string;
  readonly count: number;
  readonly 'mutation-engine': string;
  readonly model: string | undefined;
  readonly base: string;
  readonly remote: string;
  readonly pr: boolean;
  readonly 'dry-run': boolean;
  readonly workers: number | undefined;
}

export function mutationRequest(flags: MutationFlags, locus: string, file?: string): MutateRequest {
  const { repo, phenotype, count, base, remote } = flags;
  const request = { start: repo ?? '.', locus, phenotype, count, base, remote, dryRun: flags['dry-run'] };
  return file === undefined ? request : { ...request, case: file };
}

/** Mutates with progress on the terminal; with --pr, up to the pull request. */
export async function runMutation(
  request: MutateRequest,
  flags: MutationFlags,
  place: { readonly version: string; readonly style: Style; readonly json: boolean },
): Promise<MutateResult> {
  const progress = new MutationProgress(place.style, place.json);
  const { model, workers } = flags;
  const means = await openMeans({
    start: request.start,
    engine: flags['mutation-engine'],
    env: process.env,
    version: place.version,
    step: progress.step,
    progress: progress.judging,
    ...(model === undefined ? {} : { model }),
    ...(workers === undefined ? {} : { workers }),
  });
  const { env } = process;
  const work = flags.pr
    ? mutateAndPropose(request, means, { env, github: { waiting: progress.waiting } })
    : mutate(request, means);
  return work.finally(() => {
    progress.end();
  });
}

/** Whether what was asked for is there now, by this call or an earlier one; a locus that rests is as it should be. */
export function succeeded({ state, budget }: MutateResult): boolean {
  return state !== 'nothing-passed' && (state !== 'not-asked' || budget.refusal?.code === 'cooling-down');
}
