import { Flags } from '@oclif/core';
import { SgCommand } from '../cli/sg-command.ts';
import { serve } from '../lsp/server.ts';

export default class Lsp extends SgCommand {
  static override summary = 'Help editors with .sg files: a language server on standard input and output.';
  static override description =
    'Faults as you type, hover, completion, definitions, references, renaming, formatting, outline. Editors start it; ' +
    'editors/vscode holds an extension, and the handbook says how others are set up. It reads contracts and writes nothing.';
  static override flags = { stdio: Flags.boolean({ description: 'as some clients ask for; there is no other way' }) };
  static override examples = ['<%= config.bin %> lsp'];
  static override enableJsonFlag = false;

  async run(): Promise<void> {
    await this.parse(Lsp);
    serve(this.config.version);
    await new Promise(() => undefined);
  }
}
