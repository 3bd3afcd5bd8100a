import type { Burial } from '../../genome/graveyard-schema.ts';
import type { AskedQuestion } from './ask-questions.ts';
import type { JudgedRound } from './judge-round.ts';
import type { MutateMeans } from './mutate-means.ts';
import type { KeptQuestion } from './question-store.ts';

/**
 * What was asked has been dealt with and is not taken up again; what was rejected is shown to whoever is asked next.
 * @param coolDownSeconds rest after a proposal; none where nothing was proposed
 */
export async function settleRound(
  { asked, burials }: JudgedRound,
  { questions, spending, now, step }: MutateMeans,
  coolDownSeconds: number | undefined,
): Promise<void> {
  for (const question of asked) {
    const burial = burials.get(question.reservation);
    await questions.keep(settled(question, burial));
  }
  await step('settled');
  const [first] = asked;
  if (coolDownSeconds === undefined || first === undefined) return;
  await spending.coolDown(first.locus, coolDownSeconds, now());
  await step('rested');
}

function settled({ reused: _reused, ...question }: AskedQuestion, burial: Burial | undefined): KeptQuestion {
  return { ...question, settled: burial === undefined ? {} : { burial } };
}
