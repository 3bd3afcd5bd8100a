import type { Usage } from './engine.ts';
import { addAmounts, compareAmounts } from './price.ts';

/** What one locus may cost in a day (UTC). What is left out has no limit. */
export interface BudgetLimits {
  readonly calls?: number;
  /** In and out together. */
  readonly tokens?: number;
  /** US dollars, as a decimal. */
  readonly money?: string;
}

/** A line of the local record. Times are milliseconds since 1970. */
export type SpendingEntry =
  /** A question about to be asked; it counts as one call until its cost is known. */
  | { readonly t: 'ask'; readonly id: string; readonly at: number; readonly locus: string }
  | { readonly t: 'spent'; readonly id: string; readonly at: number; readonly locus: string; readonly usage: Usage }
  /** It was not asked after all. */
  | { readonly t: 'withdrawn'; readonly id: string; readonly at: number; readonly locus: string }
  /** A proposal was made: no more before `until`. */
  | { readonly t: 'cool-down'; readonly at: number; readonly locus: string; readonly until: number };

export interface Spending {
  readonly calls: number;
  readonly tokens: number;
  readonly money: string;
  /** Some call was made for which nobody knows the price. */
  readonly unpriced: boolean;
}

export type Admission =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'budget-spent' | 'cooling-down' | 'price-unknown';
      readonly message: string;
      readonly retryAt: number;
    };

const dayMs = 86_400_000;

/** What a locus has cost on the day of `now`. */
export function spendingOn(entries: readonly SpendingEntry[], locus: string, now: number): Spending {
  const day = Math.floor(now / dayMs);
  const today = entries.filter((entry) => entry.locus === locus && Math.floor(entry.at / dayMs) === day);
  const settled = new Set(today.flatMap((entry) => (entry.t === 'spent' || entry.t === 'withdrawn' ? [entry.id] : [])));
  // Two processes that take up the same question after a crash may both write down its price.
  const priced = new Map(today.flatMap((entry) => (entry.t === 'spent' ? [[entry.id, entry.usage] as const] : [])));
  const usages = [...priced.values()];
  const open = today.filter((entry) => entry.t === 'ask' && !settled.has(entry.id)).length;
  return {
    calls: open + sum(usages.map(({ calls }) => calls)),
    tokens: sum(usages.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens)),
    money: usages.reduce((total, { money }) => addAmounts(total, money?.amount ?? '0'), '0'),
    unpriced: usages.some(
      ({ money, inputTokens, outputTokens }) => money === undefined && inputTokens + outputTokens > 0,
    ),
  };
}

/** Whether another question may be asked about a locus now. */
export function admit(entries: readonly SpendingEntry[], limits: BudgetLimits, locus: string, now: number): Admission {
  const until = coolDownEnd(entries, locus);
  if (now < until) {
    const message = `A proposal for ${locus} was made a short while ago; the next may follow at ${new Date(until).toISOString()}.`;
    return { ok: false, code: 'cooling-down', message, retryAt: until };
  }
  const { calls, tokens, money, unpriced } = spendingOn(entries, locus, now);
  const tomorrow = (Math.floor(now / dayMs) + 1) * dayMs;
  const refused = (code: 'budget-spent' | 'price-unknown', message: string): Admission => ({
    ok: false,
    code,
    message,
    retryAt: tomorrow,
  });
  if (limits.calls !== undefined && calls >= limits.calls)
    return refused('budget-spent', `${locus}: ${calls} of ${limits.calls} calls are made today.`);
  if (limits.tokens !== undefined && tokens >= limits.tokens)
    return refused('budget-spent', `${locus}: ${tokens} of ${limits.tokens} tokens are used today.`);
  if (limits.money === undefined) return { ok: true };
  if (unpriced)
    return refused(
      'price-unknown',
      `${locus}: money is limited, and the price of a model that was asked is not known; set SG_MUTATION_PRICE.`,
    );
  if (compareAmounts(money, limits.money) >= 0)
    return refused('budget-spent', `${locus}: USD ${money} of ${limits.money} are spent today.`);
  return { ok: true };
}

function coolDownEnd(entries: readonly SpendingEntry[], locus: string): number {
  return Math.max(
    0,
    ...entries.flatMap((entry) => (entry.t === 'cool-down' && entry.locus === locus ? [entry.until] : [])),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
