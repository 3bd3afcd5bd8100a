import { Flags } from '@oclif/core';
import { UsageError } from '../errors/usage-error.ts';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Seconds of a text such as `60s`, `5m`, `24h` or `7d`.
 * @throws UsageError `invalid-duration`
 */
function parseDuration(text: string): number {
  const [, digits, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (digits !== undefined && unit !== undefined) return Number(digits) * (unitSeconds[unit] ?? 1);
  throw new UsageError({
    code: 'invalid-duration',
    message: `Expected a duration such as 60s, 5m, 24h or 7d, got ${JSON.stringify(text)}.`,
  });
}

/** A flag whose value is a duration, as seconds. */
export const durationFlag = Flags.custom<number>({
  parse: (text) => Promise.resolve(parseDuration(text)),
  helpValue: 'DURATION',
});
