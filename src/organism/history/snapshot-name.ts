import { UsageError } from '../../errors/usage-error.ts';

/** Snapshots are the tags `sg/<name>`, apart from the tags of releases. */
export const snapshotFolder = 'sg';

/**
 * The tag of a snapshot.
 * @throws UsageError `invalid-snapshot-name`
 */
export function snapshotTag(name: string): string {
  const sound = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && !/\.\.|\.$|\.lock$/.test(name);
  if (sound) return `${snapshotFolder}/${name}`;
  throw new UsageError({
    code: 'invalid-snapshot-name',
    message: `Expected a snapshot name (letters, digits, ".", "_" and "-", at most 64), got ${JSON.stringify(name.slice(0, 100))}.`,
    hint: 'For example `sg snapshot before-upgrade` or `sg snapshot 2026-03-01`.',
  });
}
