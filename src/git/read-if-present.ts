import { readFile } from 'node:fs/promises';
import { EnvironmentError } from '../errors/environment-error.ts';

/** How the file system says that nothing is there: no such entry, a file where a folder was expected, or a folder. */
const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * A file's bytes, `undefined` when there is no such file.
 * @throws EnvironmentError `file-unreadable`
 */
export async function readIfPresent(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== undefined && absent.has(code)) return undefined;
    throw new EnvironmentError({ code: 'file-unreadable', message: `Cannot read ${file}: ${message}.`, cause });
  }
}

export async function readTextIfPresent(file: string): Promise<string | undefined> {
  return (await readIfPresent(file))?.toString('utf8');
}
