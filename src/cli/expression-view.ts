import { shortDigest, type Sha256 } from '../model/digest.ts';
import type { ExpressedAlleles, ExpressionResult } from '../organism/history/change-expression.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

const states = {
  promote: 'dominant',
  demote: 'deprecated',
  fallback: 'one to fall back on',
  canary: 'the canary',
} as const;
const deeds = {
  promote: 'promoted',
  demote: 'demoted',
  fallback: 'put to fall back on',
  canary: 'set as canary',
} as const;

/** The outcome of `sg promote` and `sg demote` for people. */
export function expressionView(result: ExpressionResult, style: Style): string {
  const { action, locus, allele, phenotype, changed } = result;
  const place = `at ${locus} in phenotype ${phenotype}`;
  if (!changed) {
    return `Nothing to do: ${shortDigest(allele)} is ${states[action]} ${place}.`;
  }
  const done = result.dryRun ? `would be ${deeds[action]}` : deeds[action];
  const rows = [
    ...(['dominant', 'fallback', 'deprecated'] as const).flatMap((key) => row(key, result, style)),
    ...canaryRow(result, style),
  ];
  const commit = result.commit === null ? [] : [style.dim(`commit ${result.commit.slice(0, 12)}`)];
  return [`${style.good(done)} ${shortDigest(allele)} ${place}`, table(rows, '  '), ...commit].join('\n');
}

function canaryRow({ before, after }: ExpressionResult, style: Style): readonly (readonly string[])[] {
  const [old, now] = [canaryText(before.canary), canaryText(after.canary)];
  return old === now ? [] : [[style.dim('canary'), `${old} → ${style.strong(now)}`]];
}

function canaryText(canary: ExpressedAlleles['canary']): string {
  if (canary === undefined) return 'none';
  const { allele, share, hosts } = canary;
  return `${shortDigest(allele)} on ${hosts === undefined ? `a share of ${share}` : hosts.join(', ')}`;
}

function row(
  key: 'dominant' | 'fallback' | 'deprecated',
  { before, after }: ExpressionResult,
  style: Style,
): readonly (readonly string[])[] {
  const [old, now] = [names(before[key]), names(after[key])];
  return old === now ? [[style.dim(key), now]] : [[style.dim(key), `${old} → ${style.strong(now)}`]];
}

function names(value: Sha256 | null | readonly Sha256[]): string {
  const digests = value === null ? [] : typeof value === 'string' ? [value] : value;
  return digests.length === 0 ? 'none' : digests.map(shortDigest).join(', ');
}
