import { UsageError } from '../errors/usage-error.ts';

/** Whether git accepts the text as the full name of a ref: the rules of git-check-ref-format(1). */
export function isRefName(name: string): boolean {
  if (name.length > 200 || !name.includes('/')) return false;
  // eslint-disable-next-line no-control-regex -- control characters are exactly what the rules forbid
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\.$/.test(name)) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

/**
 * `main` → `refs/heads/main`; a name that starts with `refs/` is taken as it is.
 * @throws UsageError `invalid-ref-name`
 */
export function fullRefName(name: string): string {
  const full = name.startsWith('refs/') ? name : `refs/heads/${name}`;
  // A branch may be named anything but these two: git itself refuses them since they read as options and as HEAD.
  if (isRefName(full) && !name.startsWith('-') && full !== 'refs/heads/HEAD') return full;
  throw new UsageError({
    code: 'invalid-ref-name',
    message: `Expected the name of a branch or ref, got ${JSON.stringify(name.slice(0, 200))}.`,
    hint: '`git check-ref-format --branch NAME` tells whether git takes a name.',
  });
}

/** The way people write it: `refs/heads/main` → `main`. */
export function shortRefName(ref: string): string {
  return ref.replace(/^refs\/(heads|tags|remotes)\//, '');
}

export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}
