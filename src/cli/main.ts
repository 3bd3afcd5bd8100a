import { flush, run, settings } from '@oclif/core';
import { showError } from './show-error.ts';

/**
 * The program: runs the command named by the arguments; without any it tells what to do next. `url` is the module URL of
 * the file in `bin/`, from which oclif finds the package.
 */
export async function main(
  url: string,
  argv: readonly string[],
  options: { readonly development?: boolean } = {},
): Promise<void> {
  if (options.development === true) settings.debug = true;
  // `sg run | head` closes our output early; that is the reader's right, not an error of ours.
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  try {
    await run(argv.length === 0 ? ['next'] : [...argv], url);
    await flush();
  } catch (error) {
    showError(error, argv.includes('--json'));
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
