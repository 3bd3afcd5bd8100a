import { Command, Flags } from '@oclif/core';
import { showError } from './show-error.ts';
import { colourWanted, styleFor, type Style } from './style.ts';

/** What every command shares: --json, the repository's folder, colours, and errors with a code and a next step. */
export abstract class SgCommand extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    repo: Flags.directory({
      char: 'C',
      description: 'folder inside the genome repository (default: where you are)',
      helpGroup: 'GLOBAL',
      exists: true,
    }),
  };

  /** Style for standard output. */
  protected readonly style: Style = styleFor(colourWanted(process.stdout));

  protected override catch(error: unknown): Promise<void> {
    showError(error, this.jsonEnabled());
    return Promise.resolve();
  }
}
