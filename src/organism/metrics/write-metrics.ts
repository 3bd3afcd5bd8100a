import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { atomicWrite } from '../../git/atomic-write.ts';

/**
 * Puts the text in place in one step, readable by whoever collects it.
 * @throws EnvironmentError `metrics-not-written`
 */
export async function writeMetrics(file: string, text: string): Promise<void> {
  try {
    await atomicWrite(file, text, 0o644);
    // A service's umask may keep more to itself.
    await chmod(file, 0o644);
  } catch (cause) {
    throw new EnvironmentError({
      code: 'metrics-not-written',
      message: `Cannot write the metrics to ${file}: ${(cause as Error).message}.`,
      hint: `Make the folder ${path.dirname(file)}, or name another file with --file.`,
      cause,
    });
  }
}
