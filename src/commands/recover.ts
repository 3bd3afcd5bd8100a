import { Flags } from '@oclif/core';
import { recoveryView } from '../cli/recovery-view.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { recoverOnHost } from '../organism/world/host-kernel.ts';

export default class Recover extends SgCommand {
  static override summary = 'Undo what an sg that was killed left half done on this host.';
  static override description =
    'Every change of a host is on disk before it is made. What was not committed when the process ended is restored to the ' +
    'state from before, on the devices it had touched, and compared. Every command that changes the host does this first. ' +
    'May be run at any time, and again. Exits with 1 when something could not be restored.';
  static override flags = {
    accept: Flags.boolean({
      description: 'take what still differs, or waits to be confirmed, as it is, and forget about it',
    }),
  };
  static override examples = ['<%= config.bin %> recover', '<%= config.bin %> recover --accept --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Recover);
    const report = await recoverOnHost(flags.repo ?? '.', flags.accept);
    this.say(recoveryView(report, this.style));
    if (!report.ok) process.exitCode = 1;
    return report;
  }
}
