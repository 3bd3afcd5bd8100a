import { noDisagreement, type PairedTally } from '../model/paired-tally.ts';
import type { Rational } from '../selection/rational.ts';
import { costTest, countCost, type TrialCost } from '../selection/cost-test.ts';
import { sequentialTest, type SequentialVerdict } from '../selection/sequential-test.ts';
import type { Sha256 } from '../model/digest.ts';
import { addCost, nothingSpent } from './add-cost.ts';
import type { Contest } from './contest.ts';
import { needsWitness, pairUp, type DifferenceKind } from './pairing.ts';
import { batches } from './stages/batches.ts';

/** What the comparison of two alleles on the same generated worlds gave. */
export interface Comparison {
  /** Worlds that both answered, the deciding one included. */
  readonly pairs: number;
  readonly tally: PairedTally;
  readonly ties: number;
  readonly verdict: SequentialVerdict;
  readonly cost: CostComparison;
  readonly differences: readonly FoundDifference[];
  /** Worlds on which only a person can say who is right. */
  readonly open: number;
}

export interface CostComparison {
  /** Worlds that both got right by doing something, and what each spent there in all. */
  readonly worlds: number;
  readonly challenger: TrialCost;
  readonly incumbent: TrialCost;
  /** Worlds on which one was the cheaper. */
  readonly tally: PairedTally;
  /** Only of configuration genes that are equally right. */
  readonly verdict: SequentialVerdict | undefined;
}

export interface FoundDifference {
  readonly index: number;
  readonly kind: DifferenceKind;
}

/**
 * Compares the challenger with the incumbent world by world, looking after each, until the test decides or the budget ends.
 * Worlds that are known from an earlier stage count like any other: nobody chose them.
 */
export async function compare(
  contest: Contest & { readonly incumbent: Sha256 },
  alpha: Rational,
  alphaDemote: Rational,
): Promise<Comparison> {
  const { candidate, incumbent, trials, budget, progress } = contest;
  const count = new Count(contest, alpha, alphaDemote);
  for (const indexes of batches(budget.pairs)) {
    await trials.ask(indexes, [candidate, incumbent]);
    const { family } = contest.contract;
    const unsure = indexes.filter((index) =>
      needsWitness(family, trials.answer(index, candidate), trials.answer(index, incumbent)),
    );
    await trials.ask(unsure, contest.others);
    for (const index of indexes) if (!count.decided) count.add(index, unsure.includes(index));
    progress('competition', count.pairs, budget.pairs);
    if (count.decided) break;
  }
  return count.result;
}

/** The running count; what is added after the decision would not count, so nothing is. */
class Count {
  readonly #contest: Contest & { readonly incumbent: Sha256 };
  readonly #alpha: Rational;
  readonly #alphaDemote: Rational;
  readonly #differences: FoundDifference[] = [];
  pairs = 0;
  #ties = 0;
  #open = 0;
  #tally: PairedTally = noDisagreement;
  #verdict: SequentialVerdict;
  #costTally: PairedTally = noDisagreement;
  #costWorlds = 0;
  #spent = { challenger: nothingSpent, incumbent: nothingSpent };

  constructor(contest: Contest & { readonly incumbent: Sha256 }, alpha: Rational, alphaDemote: Rational) {
    this.#contest = contest;
    this.#alpha = alpha;
    this.#alphaDemote = alphaDemote;
    this.#verdict = sequentialTest(this.#tally, alpha, alphaDemote);
  }

  get decided(): boolean {
    return this.#verdict.decision !== 'inconclusive';
  }

  get result(): Comparison {
    // A diagnostic that looks less is not the better for it.
    const asked = this.#contest.contract.family === 'configuration';
    const costVerdict = asked ? costTest(this.#tally, this.#costTally, this.#alpha) : undefined;
    return {
      pairs: this.pairs,
      tally: this.#tally,
      ties: this.#ties,
      verdict: this.#verdict,
      cost: { worlds: this.#costWorlds, ...this.#spent, tally: this.#costTally, verdict: costVerdict },
      differences: this.#differences,
      open: this.#open,
    };
  }

  add(index: number, witnessed: boolean): void {
    const { contract, trials, candidate, incumbent, others } = this.#contest;
    const [own, other] = [trials.answer(index, candidate), trials.answer(index, incumbent)];
    const witnesses = witnessed ? others.map((allele) => trials.answer(index, allele)) : [];
    const { counts, difference, open } = pairUp(contract.family, own, other, witnesses);
    this.pairs += 1;
    if (difference !== undefined) this.#differences.push({ index, kind: difference });
    if (open) this.#open += 1;
    if (counts === 'tie') this.#ties += 1;
    if (counts === 'win') this.#counted({ ...this.#tally, wins: this.#tally.wins + 1 });
    if (counts === 'loss') this.#counted({ ...this.#tally, losses: this.#tally.losses + 1 });
    if (counts === 'tie' && own.outcome === 'ok' && other.outcome === 'ok') this.#spend(own.cost, other.cost);
  }

  #counted(tally: PairedTally): void {
    this.#tally = tally;
    this.#verdict = sequentialTest(tally, this.#alpha, this.#alphaDemote);
  }

  #spend(own: TrialCost, other: TrialCost): void {
    this.#costWorlds += 1;
    this.#costTally = countCost(this.#costTally, own, other);
    this.#spent = {
      challenger: addCost(this.#spent.challenger, own),
      incumbent: addCost(this.#spent.incumbent, other),
    };
  }
}
