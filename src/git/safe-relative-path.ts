import { UsageError } from '../errors/usage-error.ts';

/** PATH_MAX of Linux, terminating zero included. */
const longest = 4095;

/**
 * Accepts a '/'-separated path that stays below the tree it is relative to, and gives it back unchanged: no empty, `.`,
 * `..` or `.git` segment, no leading '/', no backslash and no control characters.
 * @throws UsageError `unsafe-path`
 */
export function safeRelativePath(path: string): string {
  const fault = pathFault(path);
  if (fault === undefined) return path;
  throw new UsageError({
    code: 'unsafe-path',
    message: `Expected a path inside the repository, got ${JSON.stringify(path.slice(0, 200))}: ${fault}.`,
    hint: 'Write the path relative to the root of the repository, with "/" between its parts.',
  });
}

function pathFault(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.length > longest) return `it is longer than ${longest} characters`;
  if (path.includes('\\')) return 'it has a backslash';
  if (hasControlCharacter(path)) return 'it has a control character';
  if (/\p{Surrogate}/u.test(path)) return 'it is not well-formed Unicode';
  if (path.startsWith('/')) return 'it is absolute';
  for (const segment of path.split('/')) {
    if (segment === '') return 'it has an empty part';
    if (segment === '.' || segment === '..') return `it has the part "${segment}"`;
    if (segment.toLowerCase() === '.git') return 'it leads into the git directory';
  }
  return undefined;
}

function hasControlCharacter(path: string): boolean {
  for (let i = 0; i < path.length; i += 1) {
    const code = path.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
