import type { AskedQuestion } from './ask-questions.ts';
import type { JudgedRound } from './judge-round.ts';
import type { MutateMeans } from './mutate-means.ts';

/**
 * What was asked has been dealt with and is not taken up again; what was rejected is shown to whoever is asked next. The
 * rest comes first: settled questions are what tells a later run that nothing is left to do.
 * @param coolDownSeconds rest after a proposal; none where nothing was proposed
 */
export async function settleRound(
  { asked, burials }: Pick<JudgedRound, 'asked' | 'burials'>,
  { questions, spending, now, step }: Pick<MutateMeans, 'questions' | 'spending' | 'now' | 'step'>,
  coolDownSeconds: number | undefined,
): Promise<void> {
  const [first] = asked;
  if (first === undefined) return;
  if (coolDownSeconds !== undefined) {
    await spending.coolDown(first.locus, coolDownSeconds, now());
    await step('rested');
  }
  for (const { reused: _reused, ...question } of asked) {
    const burial = burials.get(question.reservation);
    await questions.keep({ ...question, settled: burial === undefined ? {} : { burial } });
  }
  await step('settled');
}

/** As questions that an earlier process asked and did not settle. */
export function leftOver(kept: Awaited<ReturnType<MutateMeans['questions']['of']>>): readonly AskedQuestion[] {
  return kept.filter(({ settled }) => settled === undefined).map((question) => ({ ...question, reused: true }));
}
