import { hostStatusView } from '../../cli/host-status-view.ts';
import { phenotypeFlag } from '../../cli/phenotype-flag.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { kernelFlags } from '../../cli/world-flags.ts';
import { hostTools } from '../../kernel/observe/host-tools.ts';
import { hostStatus } from '../../organism/host/status/host-status.ts';

export default class HostStatus extends SgCommand {
  static override summary = 'Show what runs on this host and how it fares.';
  static override description =
    'The phenotype commit in force, the last run of each locus with what was found at once, at the end of its window and ' +
    'later, verifications that are due, changes that wait to be confirmed, what was not pushed yet, breakers, and the units. ' +
    'Reads files and asks systemd; changes nothing.';
  static override flags = { kernel: kernelFlags.kernel, phenotype: phenotypeFlag };
  static override examples = ['<%= config.bin %> host status', '<%= config.bin %> host status --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(HostStatus);
    const { kernel, phenotype } = flags;
    const status = await hostStatus({ start: flags.repo ?? '.', kernel, phenotype }, hostTools());
    this.say(hostStatusView(status, this.style));
    return { ok: true, ...status };
  }
}
