import type { Evidence } from '../../arena/evidence.ts';
import { locusCases } from '../../arena/locus-cases.ts';
import type { TrialCase } from '../../arena/trial-case.ts';
import type { Burial } from '../../genome/graveyard-schema.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { Proposal } from '../../mutation/propose-allele.ts';
import type { AskedQuestion } from './ask-questions.ts';
import { burialFor } from './burials.ts';
import { chooseBest } from './choose-best.ts';
import { judgeAnswers, type Candidate } from './judge-answers.ts';
import type { MutateMeans } from './mutate-means.ts';
import type { MutationOrder } from './mutation-order.ts';
import type { QuestionResult } from './mutate-result.ts';

/** All questions of a mutation with what came of each. */
export interface JudgedRound {
  readonly asked: readonly AskedQuestion[];
  readonly questions: readonly QuestionResult[];
  readonly best: { readonly proposal: SourceProposal; readonly born: number; readonly evidence: Evidence } | undefined;
  /** By reservation, who is not proposed and why. */
  readonly burials: ReadonlyMap<string, Burial>;
}

export type SourceProposal = Extract<Proposal, { source: string }>;

/** Puts each new candidate through the arena and chooses. */
export async function judgeRound(
  order: MutationOrder,
  asked: readonly AskedQuestion[],
  means: MutateMeans,
): Promise<JudgedRound> {
  const known = await knownBefore(order, means);
  const fresh = candidates(asked, known);
  const evidence = await judgeAnswers(order.scene, fresh, await casesOf(order), means);
  const byDigest = new Map(evidence.map((each) => [each.candidate, each]));
  const chosen = chooseBest(evidence);
  const questions = asked.map((question) => resultOf(question, known, byDigest, chosen));
  const burials = new Map(
    asked.flatMap((question) => {
      const found = 'digest' in question.proposal ? byDigest.get(question.proposal.digest) : undefined;
      const burial = found === undefined ? undefined : burialFor(question, found, chosen, order.parent);
      return burial === undefined ? [] : [[question.reservation, burial] as const];
    }),
  );
  return { asked, questions, best: bestOf(asked, chosen), burials };
}

/** The case that prompted it first, then what else failed here at this locus. */
async function casesOf({ scene, prompting }: MutationOrder): Promise<readonly TrialCase[]> {
  const { trials } = await locusCases(scene.contract, scene.workspace.cases, []);
  const own = prompting === undefined ? [] : [prompting.trial];
  return [...own, ...trials.filter(({ origin }) => own.every((trial) => trial.origin !== origin))].slice(0, mostCases);
}

/** As the arena has it. */
const mostCases = 32;

type Known = ReadonlyMap<Sha256, QuestionResult['fault']>;

/** Bytes that need no trial: they are in the pool, or were rejected here before. */
async function knownBefore({ scene, request }: MutationOrder, { questions }: MutateMeans): Promise<Known> {
  const settled = (await questions.of(request.locus)).flatMap(({ settled: end }) => end?.burial ?? []);
  return new Map<Sha256, QuestionResult['fault']>([
    ...settled.map(({ digest, stage, reason }) => {
      return [digest, { code: 'rejected-before', message: `Rejected before at ${stage}: ${reason}` }] as const;
    }),
    ...scene.pool.map((digest) => {
      return [digest, { code: 'already-in-pool', message: 'The genome has these bytes already.' }] as const;
    }),
  ]);
}

function candidates(asked: readonly AskedQuestion[], known: Known): readonly Candidate[] {
  const found = asked.flatMap(({ proposal }) => ('source' in proposal ? [proposal] : []));
  const unique = new Map(found.map(({ digest, source }) => [digest, { digest, source }]));
  return [...unique.values()].filter(({ digest }) => !known.has(digest));
}

function bestOf(asked: readonly AskedQuestion[], chosen: Evidence | undefined): JudgedRound['best'] {
  for (const { proposal, at } of asked) {
    if (chosen !== undefined && 'source' in proposal && proposal.digest === chosen.candidate) {
      return { proposal, born: at, evidence: chosen };
    }
  }
  return undefined;
}

function resultOf(
  { attempt, proposal, reused }: AskedQuestion,
  known: Known,
  evidence: ReadonlyMap<Sha256, Evidence>,
  chosen: Evidence | undefined,
): QuestionResult {
  const { engine, model = null, usage } = proposal;
  const allele = 'digest' in proposal ? proposal.digest : null;
  const fault = 'fault' in proposal ? proposal.fault : (known.get(proposal.digest) ?? null);
  const verdict = allele === null ? null : (evidence.get(allele)?.verdict ?? null);
  return {
    attempt,
    engine,
    model,
    usage,
    reused,
    allele,
    fault,
    verdict,
    chosen: allele !== null && allele === chosen?.candidate,
  };
}
