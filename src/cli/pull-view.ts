import type { PullResult } from '../organism/host/pull-phenotype.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { byteText } from './transfer-progress.ts';

/** What `sg pull` took, for people. */
export function pullView(result: PullResult, style: Style): string {
  const { phenotype, commit, before, alleles, files, bytes, signer } = result;
  const head = `${word(result, style)}  phenotype ${phenotype} at ${commit.slice(0, 12)}`;
  const from = before === null || before === commit ? '' : ` (before: ${before.slice(0, 12)})`;
  const size = bytes === null ? '' : `, ${byteText(bytes)} from ${result.remote}`;
  const signed = signer === null ? [] : [`  signed by ${signer}`];
  return [head + from, `  ${alleles} alleles, ${files} files, all checked${size}`, ...signed].map(printable).join('\n');
}

function word({ changed, dryRun, before, commit }: PullResult, style: Style): string {
  if (changed) return style.good('pulled');
  return before === commit ? style.dim('up to date') : style.good(dryRun ? 'would be pulled' : 'pulled');
}
