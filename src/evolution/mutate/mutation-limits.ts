import { z } from 'zod';
import { UsageError } from '../../errors/usage-error.ts';
import type { BudgetLimits } from '../../mutation/budget.ts';

/** What one locus may cost, and how long it rests after a proposal. */
export interface MutationLimits extends BudgetLimits {
  readonly coolDownSeconds: number;
}

/** A day's worth for a locus: enough for a handful of failures, too little to hurt where something goes round in circles. */
const defaults: MutationLimits = { calls: 30, tokens: 1_000_000, coolDownSeconds: 600 };

const count = z.coerce.number().int().min(0).max(1e9);
const schema = z.strictObject({
  calls: count.exactOptional(),
  tokens: count.exactOptional(),
  money: z
    .string()
    .regex(/^\d{1,6}(?:\.\d{1,6})?$/)
    .exactOptional(),
  cooldown: count.exactOptional(),
});

/**
 * @param text `calls=30,tokens=1000000,money=2.50,cooldown=600`, any of them; what is not named keeps its default
 * @throws UsageError `mutation-budget`
 */
export function mutationLimits(text: string | undefined): MutationLimits {
  if (text === undefined || text.trim() === '') return defaults;
  const entries = text.split(',').map((part) => part.split('=').map((word) => word.trim()));
  const sound = entries.every((entry) => entry.length === 2 && /^\d+(?:\.\d+)?$/.test(entry[1] ?? ''));
  const parsed = schema.safeParse(Object.fromEntries(entries));
  if (!sound || !parsed.success) throw invalid(text);
  const { cooldown, ...limits } = parsed.data;
  return { ...defaults, ...limits, ...(cooldown === undefined ? {} : { coolDownSeconds: cooldown }) };
}

function invalid(text: string): UsageError {
  return new UsageError({
    code: 'mutation-budget',
    message: `Expected SG_MUTATION_BUDGET as NAME=NUMBER with commas between, got ${JSON.stringify(text.slice(0, 80))}.`,
    hint: 'For example SG_MUTATION_BUDGET=calls=30,tokens=1000000,money=2.50,cooldown=600 (money in US dollars a day).',
  });
}
