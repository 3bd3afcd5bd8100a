import { UsageError } from '../errors/usage-error.ts';
import type { Usage } from './engine.ts';

/** US dollars for a million tokens, as decimals. */
export interface Price {
  readonly input: string;
  readonly output: string;
}

/** List prices as published in autumn 2026 (platform.claude.com, models overview); SG_MUTATION_PRICE overrides them. */
const listPrices: Readonly<Record<string, Price>> = {
  'claude-fable-5-1': { input: '10', output: '50' },
  'claude-opus-5-5': { input: '4', output: '20' },
  'claude-opus-5': { input: '5', output: '25' },
  'claude-sonnet-5-5': { input: '2', output: '10' },
  'claude-sonnet-5': { input: '2', output: '10' },
};

const decimal = /^\d{1,6}(?:\.\d{1,6})?$/;

/**
 * @param configured `INPUT/OUTPUT` in dollars for a million tokens: `2/10`
 * @returns nothing when nobody has said
 * @throws UsageError `mutation-price`
 */
export function priceOf(model: string, configured: string | undefined): Price | undefined {
  if (configured === undefined || configured === '') return listPrices[model];
  const [input = '', output = '', ...more] = configured.split('/');
  if (more.length === 0 && decimal.test(input) && decimal.test(output)) return { input, output };
  throw new UsageError({
    code: 'mutation-price',
    message: `Expected SG_MUTATION_PRICE as INPUT/OUTPUT in dollars for a million tokens, got ${JSON.stringify(configured.slice(0, 60))}.`,
    hint: 'For example SG_MUTATION_PRICE=2/10.',
  });
}

/** Exact to 12 decimals, what a certificate can hold. */
export function moneyFor(price: Price | undefined, inputTokens: number, outputTokens: number): Pick<Usage, 'money'> {
  if (price === undefined) return {};
  const units = BigInt(inputTokens) * micros(price.input) + BigInt(outputTokens) * micros(price.output);
  return { money: { amount: fromUnits(units), currency: 'USD' } };
}

/** Sum of two amounts, in the shortest form. */
export function addAmounts(a: string, b: string): string {
  return fromUnits(toUnits(a) + toUnits(b));
}

export function compareAmounts(a: string, b: string): number {
  const difference = toUnits(a) - toUnits(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Dollars for a million tokens, times 10^6: a token's price in units of 10^-12 dollars. */
function micros(amount: string): bigint {
  return toUnits(amount) / 1_000_000n;
}

/** 10^-12 of the currency. */
function toUnits(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.slice(0, 12).padEnd(12, '0'));
}

function fromUnits(units: bigint): string {
  const digits = units.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
}
