import { printableLine } from '../../cli/printable.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { table } from '../../cli/table.ts';
import { findRepository } from '../../git/repository.ts';
import { listRemotes } from '../../git/transport/remotes.ts';

export default class RemoteList extends SgCommand {
  static override summary = 'List the other repositories this one knows, without credentials.';
  static override examples = ['<%= config.bin %> remote list', '<%= config.bin %> remote list --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(RemoteList);
    const remotes = await listRemotes(await findRepository(flags.repo ?? '.'));
    const lines = table(remotes.map(({ name, url }) => [printableLine(name, 64), printableLine(url)]));
    this.say(remotes.length === 0 ? this.style.dim('no remotes') : lines);
    return { ok: true, remotes };
  }
}
