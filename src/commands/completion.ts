import { Args } from '@oclif/core';
import { bashCompletion } from '../cli/completion/bash-completion.ts';
import { commandTable } from '../cli/completion/command-table.ts';
import { fishCompletion } from '../cli/completion/fish-completion.ts';
import { zshCompletion } from '../cli/completion/zsh-completion.ts';
import { SgCommand } from '../cli/sg-command.ts';

const shells = { bash: bashCompletion, fish: fishCompletion, zsh: zshCompletion };

export default class Completion extends SgCommand {
  static override summary = 'Print the completion script of a shell.';
  static override description =
    'Commands, flags and the names of loci, pathways and topologies of the repository you are in. Nothing is installed: put ' +
    'the line of the example into the shell’s own start-up file.';
  static override args = {
    shell: Args.string({ description: 'shell to complete in', options: Object.keys(shells), required: true }),
  };
  static override examples = [
    'eval "$(<%= config.bin %> completion bash)"',
    'eval "$(<%= config.bin %> completion zsh)"',
    '<%= config.bin %> completion fish | source',
  ];

  async run(): Promise<unknown> {
    const { args } = await this.parse(Completion);
    const shell = args.shell as keyof typeof shells;
    const script = shells[shell](commandTable(this.config.commands));
    this.log(script.trimEnd());
    return { ok: true, shell, script };
  }
}
