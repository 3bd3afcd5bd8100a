import type { Usage } from '../../mutation/engine.ts';
import { addAmounts } from '../../mutation/price.ts';

/** What the questions of one mutation have cost together. */
export interface MutationCost {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** null when nobody knows the price of one of them. */
  readonly money: { readonly amount: string; readonly currency: string } | null;
}

export function costOf(usages: readonly Usage[]): MutationCost {
  const sum = (pick: (usage: Usage) => number): number => usages.reduce((total, usage) => total + pick(usage), 0);
  const paid = usages.filter(
    ({ inputTokens, outputTokens, money }) => money !== undefined || inputTokens + outputTokens > 0,
  );
  const priced = paid.flatMap(({ money }) => (money === undefined ? [] : [money.amount]));
  const known = priced.length === paid.length;
  return {
    calls: sum(({ calls }) => calls),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    money: known ? { amount: priced.reduce(addAmounts, '0'), currency: 'USD' } : null,
  };
}
