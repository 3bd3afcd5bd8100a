import { IntegrityError } from '../errors/integrity-error.ts';

export function symbolicLink(path: string, where: string): IntegrityError {
  return new IntegrityError({
    code: 'symbolic-link',
    message: `Expected a plain file or folder, found a symbolic link or special file at "${path}" in the ${where}.`,
    hint: 'Replace the link by the file itself: sg follows no links inside a repository.',
    details: { path },
  });
}

export function fileTooLarge(path: string, where: string, bytes: number, limit: number): IntegrityError {
  return new IntegrityError({
    code: 'file-too-large',
    message: `Expected at most ${limit} bytes, found ${bytes} in "${path}" in the ${where}.`,
    details: { path, bytes, limit },
  });
}

/** Byte order of UTF-16 units, the same on every host and locale. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
