import { defaultBudget, type Budget } from '../../arena/contest.ts';
import { EvidenceCache } from '../../arena/evidence-cache.ts';
import type { Evidence } from '../../arena/evidence.ts';
import { judgeCandidate } from '../../arena/judge-candidate.ts';
import { prepareMatter } from '../../arena/prepare-matter.ts';
import type { StageName } from '../../arena/stage-result.ts';
import { CompilerThread } from '../../arena/static/compiler-thread.ts';
import type { TrialCase } from '../../arena/trial-case.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { MutationScene } from './mutation-scene.ts';

export interface JudgeMeans {
  /** Program version: evidence of another one is measured anew. */
  readonly version: string;
  readonly workers: number;
  readonly budget?: Partial<Budget>;
  readonly signal?: AbortSignal;
  /** For whoever judges often: started once, and theirs to stop. */
  readonly compiler?: CompilerThread;
  readonly progress?: (candidate: Sha256, stage: StageName, done: number, of: number) => void;
}

export interface Candidate {
  readonly digest: Sha256;
  readonly source: string;
}

/**
 * Evidence for each candidate, on the base commit, with these cases to replay. Each one after the first is a further
 * challenger and has less of the error rate left.
 */
export async function judgeAnswers(
  scene: MutationScene,
  candidates: readonly Candidate[],
  cases: readonly TrialCase[],
  means: JudgeMeans,
): Promise<readonly Evidence[]> {
  const compiler = means.compiler ?? new CompilerThread();
  const found: Evidence[] = [];
  try {
    for (const candidate of candidates) {
      found.push(await judge(scene, candidate, { cases, means, compiler, earlier: found.length }));
    }
    return found;
  } finally {
    if (means.compiler === undefined) compiler.dispose();
  }
}

interface Judging {
  readonly cases: readonly TrialCase[];
  readonly means: JudgeMeans;
  readonly compiler: CompilerThread;
  readonly earlier: number;
}

async function judge(
  { workspace, contract, phenotype }: MutationScene,
  { digest, source }: Candidate,
  { cases, means, compiler, earlier }: Judging,
): Promise<Evidence> {
  const { version, workers, budget, signal, progress } = means;
  const prepared = await prepareMatter(workspace, {
    locus: contract.name.text,
    phenotype: phenotype.name,
    candidate: { digest, bytes: new TextEncoder().encode(source) },
    cases,
    budget: { ...defaultBudget, ...budget },
  });
  const matter = { ...prepared, alpha: { ...prepared.alpha, challenger: prepared.alpha.challenger + earlier } };
  const cache = new EvidenceCache(workspace.cache);
  const known = await cache.read(matter, version);
  if (known !== undefined) return known;
  const evidence = await judgeCandidate(matter, {
    workers,
    cacheDir: workspace.cache,
    compiler,
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined
      ? {}
      : {
          progress: (stage: StageName, done: number, of: number) => {
            progress(digest, stage, done, of);
          },
        }),
  });
  await cache.write(matter, version, evidence);
  return evidence;
}
