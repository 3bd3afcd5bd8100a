import { IntegrityError } from '../errors/integrity-error.ts';

/**
 * The text of a file, byte order mark kept, so that text and bytes stay one to one.
 * @throws IntegrityError `not-utf8`
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new IntegrityError({
      code: 'not-utf8',
      message: `Expected UTF-8 text in ${file}, found bytes that are not.`,
      details: { file },
      cause,
    });
  }
}
