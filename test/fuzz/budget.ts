import { appendFileSync } from 'node:fs';
import process from 'node:process';
import type { Parameters } from 'fast-check';

/** Chosen once: what CI tries is the same each time. FUZZ_SEED names another. */
const usualSeed = 20_261_123;

/**
 * How often a law is tried, and from which seed: `usual` times in CI; FUZZ_RUNS times it by a factor for a long look by
 * hand (`npm run fuzz` sets it to 50 and draws a seed, which it prints).
 */
export function budget(usual: number): Pick<Parameters, 'numRuns' | 'seed'> {
  const factor = Number(process.env['FUZZ_RUNS'] ?? 1);
  const seed = Number(process.env['FUZZ_SEED'] ?? usualSeed);
  if (!(factor > 0) || !Number.isSafeInteger(seed)) throw new RangeError('FUZZ_RUNS and FUZZ_SEED expect numbers');
  const numRuns = Math.max(1, Math.round(usual * factor));
  const figures = process.env['FUZZ_FIGURES'];
  // A line for each law: `npm run fuzz` adds them up.
  if (figures !== undefined) appendFileSync(figures, `${numRuns}\n`);
  return { numRuns, seed };
}

/** Milliseconds a law may take, so that a long look is not ended by the clock. */
export function timeLimit(): number {
  return 60_000 * Math.max(1, Number(process.env['FUZZ_RUNS'] ?? 1));
}
