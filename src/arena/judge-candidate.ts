import { allelePath } from '../genome/allele-path.ts';
import type { GeneSource, Sandbox } from '../sandbox/sandbox.ts';
import { alphaFor } from '../selection/alpha-spending.ts';
import { errorRate } from '../selection/error-rate.ts';
import { behaviourDifferences } from './behaviour-differences.ts';
import { compare, type Comparison } from './competition.ts';
import { competitionEvidence } from './competition-evidence.ts';
import type { Contest } from './contest.ts';
import { counterexample } from './counterexample.ts';
import { basisOf } from './evidence-basis.ts';
import { evidenceVersion, type Evidence } from './evidence.ts';
import { KnownTrials } from './known-trials.ts';
import type { Matter } from './matter.ts';
import { stageNames, type StageName, type StageResult } from './stage-result.ts';
import { checkExamples } from './stages/examples.ts';
import { checkFaults } from './stages/faults.ts';
import type { StageReport } from './stages/failure-list.ts';
import { checkIntegrity } from './stages/integrity.ts';
import { checkReplay } from './stages/replay.ts';
import { checkStatically } from './stages/static-check.ts';
import { checkWorlds } from './stages/worlds.ts';
import { CompilerThread } from './static/compiler-thread.ts';
import { openTrialRunner } from './trial-runner.ts';
import { verdictOf } from './verdict.ts';

export interface JudgeOptions {
  /** Threads; in no way part of the result. */
  readonly workers: number;
  readonly cacheDir?: string;
  readonly signal?: AbortSignal;
  /** For whoever judges many: started once, and theirs to stop. */
  readonly compiler?: CompilerThread;
  /** The same for what runs in this thread. */
  readonly sandbox?: Sandbox;
  /** What is going on, for whoever shows it. */
  readonly progress?: (stage: StageName, done: number, of: number) => void;
}

/**
 * Puts a candidate through the seven stages, stopping at the first that fails. The evidence follows from the matter alone:
 * the same bytes whenever, wherever and with however many threads it is made.
 */
export async function judgeCandidate(matter: Matter, options: JudgeOptions): Promise<Evidence> {
  const { progress = () => undefined } = options;
  const still = await standingStill(matter, progress, options.compiler);
  if (still.some(({ status }) => status === 'failed')) return evidenceOf(matter, { stages: still });
  const alleles = [asGene(matter), ...live(matter)];
  const { contracts, contract, stacks, seed } = matter;
  const runner = await openTrialRunner({ locus: contract.name.text, contracts, alleles, stacks }, options);
  try {
    const contest: Contest = {
      contract,
      candidate: matter.candidate.digest,
      incumbent: matter.incumbent?.digest,
      others: matter.others.map(({ digest }) => digest),
      budget: matter.budget,
      runner,
      trials: new KnownTrials(runner, seed.value),
      progress,
    };
    return evidenceOf(matter, await running(matter, contest, still));
  } finally {
    await runner.dispose();
  }
}

/** The stages in which nothing of the candidate runs. */
async function standingStill(
  matter: Matter,
  progress: Contest['progress'],
  shared: CompilerThread | undefined,
): Promise<readonly StageResult[]> {
  const { genome, contracts, contract, candidate } = matter;
  const locus = contract.name.text;
  const compiler = shared ?? new CompilerThread();
  try {
    progress('integrity', 0, 1);
    const { bytes, named, certificate } = candidate;
    const integrity = await checkIntegrity(
      {
        locus,
        bytes,
        ...(named === undefined ? {} : { digest: named }),
        ...(certificate === undefined ? {} : { certificate }),
      },
      { genome, compiler, certified: false },
    );
    if (integrity.status === 'failed') return [integrity];
    progress('static', 0, 1);
    return [integrity, await checkStatically({ locus, source: textOf(bytes) }, { contracts, compiler })];
  } finally {
    if (shared === undefined) compiler.dispose();
  }
}

interface Findings {
  readonly stages: readonly StageResult[];
  readonly comparison?: Comparison;
  readonly differences?: Evidence['differences'];
  readonly counterexample?: Evidence['counterexample'];
}

/** The stages in which it runs. */
async function running(matter: Matter, contest: Contest, still: readonly StageResult[]): Promise<Findings> {
  const stages = [...still];
  const gates: readonly (() => Promise<StageReport>)[] = [
    () => checkExamples(contest),
    () => checkReplay(contest, matter.cases),
    () => checkWorlds(contest),
    () => checkFaults(contest),
  ];
  for (const gate of gates) {
    const report = await gate();
    stages.push(report.result);
    if (report.result.status === 'failed') return { stages, counterexample: await counterexample(contest, report) };
  }
  const { incumbent } = contest;
  if (incumbent === undefined) return { stages };
  const { promote, demote, challenger } = matter.alpha;
  const comparison = await compare(
    { ...contest, incumbent },
    alphaFor(challenger, errorRate(promote)),
    errorRate(demote),
  );
  stages.push(competitionStage(comparison));
  return { stages, comparison, differences: await behaviourDifferences(contest, comparison) };
}

function competitionStage({ pairs, tally, verdict }: Comparison): StageResult {
  const lost = verdict.decision === 'demote';
  const message = `The incumbent is right more often: ${tally.wins} won, ${tally.losses} lost.`;
  const failures = lost ? [{ kind: 'worse-than-incumbent', at: `world ${pairs - 1}`, message }] : [];
  return { stage: 'competition', status: lost ? 'failed' : 'passed', checked: pairs, failures };
}

function evidenceOf(
  matter: Matter,
  { stages, comparison, differences = [], counterexample: shown }: Findings,
): Evidence {
  const reached = new Set(stages.map(({ stage }) => stage));
  const rest = stageNames.filter((stage) => !reached.has(stage));
  return {
    version: evidenceVersion,
    locus: matter.contract.name.text,
    candidate: matter.candidate.digest,
    incumbent: matter.incumbent?.digest ?? null,
    verdict: verdictOf(stages, comparison),
    stages: [...stages, ...rest.map((stage) => ({ stage, status: 'skipped', checked: 0, failures: [] }) as const)],
    competition: comparison === undefined ? null : competitionEvidence(comparison, matter.alpha),
    differences,
    counterexample: shown ?? null,
    basis: basisOf(matter),
  };
}

function live({ incumbent, others }: Matter): readonly GeneSource[] {
  return [...(incumbent === undefined ? [] : [incumbent]), ...others];
}

function asGene({ contract, candidate: { digest, bytes } }: Matter): GeneSource {
  return { digest, source: textOf(bytes), file: allelePath(contract.name.text, digest) };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
