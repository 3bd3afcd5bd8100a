import { Args } from '@oclif/core';
import { printable } from '../../cli/printable.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { findRepository } from '../../git/repository.ts';
import { removeRemote } from '../../git/transport/remotes.ts';

export default class RemoteRemove extends SgCommand {
  static override summary = 'Forget another repository. What came from it stays.';
  static override args = { name: Args.string({ description: 'name of the remote', required: true }) };
  static override examples = ['<%= config.bin %> remote remove origin'];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RemoteRemove);
    const remote = await removeRemote(await findRepository(flags.repo ?? '.'), args.name);
    this.say(printable(`removed ${remote.name}  ${remote.url}`));
    return { ok: true, remote };
  }
}
