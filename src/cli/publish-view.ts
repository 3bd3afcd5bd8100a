import type { PublishResult } from '../organism/host/publish-phenotype.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** Paths shown; the commit has all of them. */
const mostPaths = 20;

/** What `sg publish` put on the branch, for people. */
export function publishView(result: PublishResult, style: Style): string {
  const { branch, main, commit, alleles, files, changes } = result;
  const at = commit === null ? 'not there yet' : commit.slice(0, 12);
  const shown = changes.slice(0, mostPaths).map(({ path, change }) => `  ${change === 'write' ? '+' : '-'} ${path}`);
  const more = changes.length > mostPaths ? [`  … and ${changes.length - mostPaths} more`] : [];
  return [
    `${word(result, style)}  ${branch} (${at}) from ${main.slice(0, 12)}: ${alleles} alleles, ${files} files`,
    ...[...shown, ...more].map(printable),
    ...(result.pushed ? [style.dim('  pushed')] : []),
  ].join('\n');
}

function word({ changed, dryRun, changes }: PublishResult, style: Style): string {
  if (dryRun && changes.length > 0) return style.good('would be published');
  return changed ? style.good('published') : style.dim('as published');
}
