import { Args } from '@oclif/core';
import { printable } from '../../cli/printable.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { findRepository } from '../../git/repository.ts';
import { addRemote } from '../../git/transport/remotes.ts';

export default class RemoteAdd extends SgCommand {
  static override summary = 'Name another repository that genomes, phenotypes or ledgers come from or go to.';
  static override description =
    'Writes the address to the git configuration, as `git remote add` does. Credentials are never stored: tokens come ' +
    'from SG_TOKEN (sent to the host of the remote "origin" only) or GITHUB_TOKEN (sent to GitHub only).';
  static override args = {
    name: Args.string({ description: 'name of the remote, such as origin', required: true }),
    url: Args.string({ description: 'https://…, user@host:path, ssh://… or a path', required: true }),
  };
  static override examples = ['<%= config.bin %> remote add origin https://github.com/OWNER/REPOSITORY.git'];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RemoteAdd);
    const remote = await addRemote(await findRepository(flags.repo ?? '.'), args.name, args.url);
    this.say(printable(`${remote.name}  ${remote.url}`));
    return { ok: true, remote };
  }
}
