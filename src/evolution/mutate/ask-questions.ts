import type { Admission, BudgetLimits } from '../../mutation/budget.ts';
import { noUsage, type MutationEngine } from '../../mutation/engine.ts';
import type { Prompt } from '../../mutation/prompt.ts';
import { proposeAllele, type Proposal } from '../../mutation/propose-allele.ts';
import type { SpendingStore } from '../../mutation/spending-store.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { KeptQuestion, QuestionStore } from './question-store.ts';
import type { StepListener } from './mutation-step.ts';

export interface QuestionRound {
  readonly locus: string;
  readonly signature: Sha256;
  readonly prompt: Prompt;
  readonly count: number;
  readonly engine: MutationEngine;
  readonly limits: BudgetLimits;
  /** Values that may appear nowhere. */
  readonly secrets: readonly string[];
  readonly spending: SpendingStore;
  readonly questions: QuestionStore;
  readonly now: () => number;
  readonly step: StepListener;
  readonly signal?: AbortSignal;
}

export interface AskedQuestion extends KeptQuestion {
  /** Asked before, by a process that did not get further. */
  readonly reused: boolean;
}

export interface Answers {
  readonly asked: readonly AskedQuestion[];
  /** Why fewer were asked than wanted. */
  readonly refusal?: Extract<Admission, { ok: false }>;
}

/**
 * Asks as often as wanted and the budget allows. What was asked before and not settled is taken up instead of being paid
 * for again.
 * @throws UsageError when the engine is set up wrongly; EnvironmentError `spending-record`, `mutation-record`
 */
export async function askQuestions(round: QuestionRound): Promise<Answers> {
  const open = await openQuestions(round);
  const asked: AskedQuestion[] = [];
  for (let attempt = 0; attempt < round.count; attempt += 1) {
    const known = open.find((question) => question.attempt === attempt);
    if (known !== undefined) {
      await settleAccount(round, known);
      asked.push({ ...known, reused: true });
      continue;
    }
    const fresh = await askOnce(round, attempt);
    if ('ok' in fresh) return { asked, refusal: fresh };
    asked.push({ ...fresh, reused: false });
  }
  return { asked };
}

/**
 * By the failure and not by the prompt: what was rejected meanwhile stands in the next prompt, and an answer to the one
 * before is paid for all the same.
 */
async function openQuestions({ locus, signature, engine, questions }: QuestionRound): Promise<readonly KeptQuestion[]> {
  const kept = await questions.of(locus);
  return kept.filter(
    (question) =>
      question.settled === undefined && question.signature === signature && question.proposal.engine === engine.name,
  );
}

/** In this order: the place in the budget, the question, its answer kept, its price. */
async function askOnce(
  round: QuestionRound,
  attempt: number,
): Promise<KeptQuestion | Extract<Admission, { ok: false }>> {
  const { locus, signature, prompt, spending, questions, limits, now, step } = round;
  const place = await spending.reserve(locus, limits, now());
  if (!place.admitted) return place.refusal;
  await step('reserved');
  const proposal = await ask(round, place.id, attempt);
  await step('asked');
  const question: KeptQuestion = {
    version: 1,
    locus,
    signature,
    asked: prompt.digest,
    attempt,
    at: now(),
    reservation: place.id,
    proposal,
  };
  await questions.keep(question);
  await step('kept');
  await spending.spend(place.id, locus, proposal.usage, now());
  await step('charged');
  return question;
}

async function ask(round: QuestionRound, reservation: string, attempt: number): Promise<Proposal> {
  const { engine, locus, prompt, secrets, spending, now, signal } = round;
  try {
    return await proposeAllele(
      engine,
      { locus, prompt, attempt, ...(signal === undefined ? {} : { signal }) },
      secrets,
    );
  } catch (error) {
    // Set up wrongly: nobody was asked.
    await spending.spend(reservation, locus, noUsage, now());
    throw error;
  }
}

/** The answer was kept, and the process ended before its price was written down. */
async function settleAccount({ spending, locus, now, step }: QuestionRound, question: KeptQuestion): Promise<void> {
  const { reservation, proposal } = question;
  const entries = await spending.entries(now());
  if (entries.some((entry) => entry.t === 'spent' && entry.id === reservation)) return;
  await spending.spend(reservation, locus, proposal.usage, now());
  await step('charged');
}
