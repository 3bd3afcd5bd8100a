import { Command, Flags } from '@oclif/core';
import { fitTerminal } from './fit-terminal.ts';
import { fromHost } from './host-defaults.ts';
import { showError } from './show-error.ts';
import { colourWanted, styleFor, type Style } from './style.ts';

/** Undefined means where one is: in a genome repository, or on a machine that is no host. */
const repoFlag = {
  ...Flags.directory({
    char: 'C',
    description: 'folder inside the genome repository (default: where you are, else the state folder of this host)',
    helpGroup: 'GLOBAL',
    exists: true,
    noCacheDefault: true,
  }),
  default: fromHost('state', undefined),
};

/** What every command shares: --json, the repository's folder, colours, and errors with a code and a next step. */
export abstract class SgCommand extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    repo: repoFlag,
  };

  /** Style for standard output. */
  protected readonly style: Style = styleFor(colourWanted(process.stdout));

  /** Prints prose for people, made to fit their terminal; `log` is for what has to stay as it is. Silent with --json. */
  protected say(text: string): void {
    this.log(fitTerminal(text, process.stdout));
  }

  protected override catch(error: unknown): Promise<void> {
    showError(error, this.jsonEnabled());
    return Promise.resolve();
  }
}
