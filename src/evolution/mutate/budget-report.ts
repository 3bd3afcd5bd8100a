import { spendingOn } from '../../mutation/budget.ts';
import type { MutateMeans } from './mutate-means.ts';
import type { BudgetReport } from './mutate-result.ts';

/** What a locus may cost a day, and what it has cost today. */
export async function budgetReport(
  { spending, limits, now }: Pick<MutateMeans, 'spending' | 'limits' | 'now'>,
  locus: string,
): Promise<BudgetReport> {
  const { calls, tokens, money } = spendingOn(await spending.entries(now()), locus, now());
  return {
    limits: { calls: limits.calls ?? null, tokens: limits.tokens ?? null, money: limits.money ?? null },
    spentToday: { calls, tokens, money },
    refusal: null,
  };
}
