import type { AlleleStatus } from '../organism/status/allele-status.ts';
import type { Style } from './style.ts';

export function roleText({ role, present }: AlleleStatus, style: Style): string {
  if (!present) return style.bad(`${role}, missing`);
  return role === 'dominant' ? style.strong(role) : role;
}

/** `2+1 interrupted`: gene failures, then attempts whose process died, then those still going on. */
export function failedText({ tally }: AlleleStatus, style: Style): string {
  const failed = tally.outcomes['gene-failure'];
  const parts = [String(failed)];
  if (tally.interrupted > 0) parts.push(`${tally.interrupted} interrupted`);
  if (tally.unfinished > 0) parts.push(`${tally.unfinished} unfinished`);
  const text = parts.join('+');
  return failed + tally.interrupted > 0 ? style.bad(text) : text;
}

/** `0.94 [0.61, 1.00] n=8`: the score, its 95 % interval, observations; `unknown` before the first. */
export function fitnessText({ fitness }: AlleleStatus, style: Style): string {
  if (fitness.score === null) return style.dim('unknown');
  const { low, high } = fitness.interval;
  return `${fitness.score.toFixed(2)} ${style.dim(`[${low.toFixed(2)}, ${high.toFixed(2)}]`)} n=${fitness.observations}`;
}
