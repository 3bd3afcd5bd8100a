import { shortDigest } from '../model/digest.ts';
import type { BreakerStatus } from '../organism/breaker/breaker-status.ts';
import { kernelTime } from './kernel-time.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** What a circuit breaker means for the host, in one line. */
export function breakerLine({ locus, allele, state, since, until, canary }: BreakerStatus, style: Style): string {
  const who = `${printableLine(locus)} ${shortDigest(allele)}`;
  if (state === 'half-open') return `${style.warn('breaker')} ${who}: on trial again`;
  const place = canary === true ? 'a canary not asked' : 'tried last';
  return `${style.bad('breaker')} ${who}: opened ${kernelTime(since)}, ${place} until ${kernelTime(until)}`;
}
