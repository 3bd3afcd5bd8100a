import path from 'node:path';
import { Flags } from '@oclif/core';
import { uninstallView } from '../../cli/host-install-view.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { hostTools } from '../../kernel/observe/host-tools.ts';
import { uninstallHost } from '../../organism/host/setup/uninstall-host.ts';

export default class HostUninstall extends SgCommand {
  static override summary = 'Take away what `sg host install` wrote, as far as nobody has changed it.';
  static override description =
    'Stops and disables the units and removes them and the configuration. Files that were changed since stay and are named; ' +
    'so does what was pulled and learnt.';
  static override flags = {
    root: Flags.string({ description: 'look below this folder and stop nothing', helpValue: 'DIR' }),
    'dry-run': Flags.boolean({ description: 'tell what would go' }),
  };
  static override examples = ['sudo <%= config.bin %> host uninstall', '<%= config.bin %> host uninstall --dry-run'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(HostUninstall);
    const request = { root: path.resolve(flags.root ?? '/'), dryRun: flags['dry-run'] };
    const result = await uninstallHost(request, hostTools());
    this.say(uninstallView(result, this.style));
    return { ok: true, ...result };
  }
}
