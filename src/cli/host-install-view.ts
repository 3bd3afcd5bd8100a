import { unifiedDiff } from '../model/unified-diff.ts';
import type { InstallResult } from '../organism/host/setup/install-host.ts';
import type { PlannedFile } from '../organism/host/setup/plan-install.ts';
import type { UninstallResult } from '../organism/host/setup/uninstall-host.ts';
import { printable, printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** What an install did; with --dry-run what it would do, to the last line. */
export function installView(result: InstallResult, style: Style): string {
  const { files, folders, dryRun, keptKeys, started, next } = result;
  const made = folders.filter(({ change }) => change === 'create');
  const shown = files.filter(({ change }) => !dryRun || change !== 'unchanged');
  return [
    ...made.map(({ path, mode }) => `${style.good('folder')}     ${printable(path)}  ${style.dim(mode.toString(8))}`),
    ...shown.flatMap((file) => [fileLine(file, style), ...(dryRun ? difference(file) : [])]),
    ...unchangedNote(result),
    ...keptKeys.map((key) => `${style.warn('kept')}       ${printable(key)} as it is in the configuration`),
    ...started.map((unit) => `${style.good('started')}    ${unit}`),
    ...next.map((command, index) => `${index === 0 ? style.strong('next') : '    '}  ${command}`),
  ].join('\n');
}

function fileLine({ path, change }: PlannedFile, style: Style): string {
  const paint = change === 'kept' ? style.warn : change === 'unchanged' ? style.dim : style.good;
  const why = change === 'kept' ? '  was changed by somebody: move it away to get the new one' : '';
  return `${paint(change.padEnd(9))}  ${printable(path)}${why}`;
}

function difference({ before, text, change }: PlannedFile): readonly string[] {
  if (change === 'create')
    return text
      .trimEnd()
      .split('\n')
      .map((line) => `    ${printableLine(line)}`);
  const diff = unifiedDiff(before ?? '', text);
  return diff
    .trimEnd()
    .split('\n')
    .map((line) => `    ${printableLine(line)}`);
}

function unchangedNote({ dryRun, files, folders }: InstallResult): readonly string[] {
  const still = [...files, ...folders].every(({ change }) => change === 'unchanged' || change === 'kept');
  if (!still) return [];
  return [dryRun ? 'Nothing would be changed.' : 'Everything was in place.'];
}

/** What an uninstall took away and what it left. */
export function uninstallView({ removed, kept, state, dryRun }: UninstallResult, style: Style): string {
  if (removed.length + kept.length === 0) return 'Nothing of an install is here.';
  const word = dryRun ? 'would go' : 'removed';
  return [
    ...removed.map((path) => `${style.good(word)}  ${printable(path)}`),
    ...kept.map((path) => `${style.warn('kept')}     ${printable(path)}  was changed since, or is not empty`),
    style.dim(`What was pulled and learnt stays in ${printable(state)}.`),
  ].join('\n');
}
