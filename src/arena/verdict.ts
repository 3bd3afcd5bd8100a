import type { Comparison } from './competition.ts';
import type { StageName, StageResult } from './stage-result.ts';

/**
 * What the arena says of a candidate.
 * - `rejected`: a stage failed, or the incumbent proved better in the competition.
 * - `review`: every gate holds and only a person can say who is right: a diagnostic finds something else than the incumbent,
 *   or the candidate does what no live allele does.
 * - `better`: every gate holds and the test promotes it, for being right more often or, equally right, for costing less.
 * - `passed`: every gate holds, it was never wrong where the incumbent was right, and it was not proven better.
 * - `inconclusive`: every gate holds, it was wrong at least once where the incumbent was right, and the budget ended first.
 */
export const verdicts = ['rejected', 'review', 'better', 'passed', 'inconclusive'] as const;

export interface Verdict {
  readonly result: (typeof verdicts)[number];
  /** The stage that failed, of a rejected one. */
  readonly stage: StageName | null;
  /** One sentence. */
  readonly reason: string;
}

export function verdictOf(stages: readonly StageResult[], comparison: Comparison | undefined): Verdict {
  const failed = stages.find(({ status }) => status === 'failed');
  if (failed !== undefined) return rejected(failed);
  if (comparison === undefined) {
    return say('passed', 'Every gate holds. There is no incumbent to compare it with.');
  }
  const { tally, verdict, open, cost } = comparison;
  const score = `${tally.wins} won, ${tally.losses} lost`;
  if (open > 0) return say('review', `Every gate holds. In ${open} worlds a person has to say who is right.`);
  if (verdict.decision === 'promote') return say('better', `Right more often than the incumbent: ${score}.`);
  if (cost.verdict?.decision === 'promote') {
    return say(
      'better',
      `As right as the incumbent and cheaper: in ${cost.tally.wins} worlds, dearer in ${cost.tally.losses}.`,
    );
  }
  if (tally.losses > 0) return say('inconclusive', `Not decided within the budget: ${score}.`);
  return say('passed', `Every gate holds. Not proven better: ${score}.`);
}

function say(result: Verdict['result'], reason: string): Verdict {
  return { result, stage: null, reason };
}

function rejected({ stage, failures }: StageResult): Verdict {
  const [first] = failures;
  const reason = first === undefined ? `Stage ${stage} failed.` : `${first.kind} at ${first.at}: ${first.message}`;
  return { result: 'rejected', stage, reason };
}
