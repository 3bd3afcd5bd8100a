import type { Burial } from '../../genome/graveyard-schema.ts';
import type { AskedQuestion } from './ask-questions.ts';
import type { JudgedRound } from './judge-round.ts';
import type { MutateMeans } from './mutate-means.ts';
import type { KeptQuestion } from './question-store.ts';

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
  for (const question of asked) await questions.keep(settled(question, burials.get(question.reservation)));
  await step('settled');
}

function settled({ reused: _reused, ...question }: AskedQuestion, burial: Burial | undefined): KeptQuestion {
  return { ...question, settled: burial === undefined ? {} : { burial } };
}

/** As questions that an earlier process asked and did not settle. */
export function leftOver(kept: readonly KeptQuestion[]): readonly AskedQuestion[] {
  return kept.filter(({ settled }) => settled === undefined).map((question) => ({ ...question, reused: true }));
}
