import { Flags } from '@oclif/core';
import { doctorView } from '../cli/doctor-view.ts';
import { fromHost } from '../cli/host-defaults.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { hostTools } from '../kernel/observe/host-tools.ts';
import { examineHost } from '../organism/doctor/doctor.ts';

export default class Doctor extends SgCommand {
  static override summary = 'Tell what is missing or wrong on this host, and how to mend it.';
  static override description =
    'Looks at units, programs, privileges, NetworkManager, clock, remote, signatures, the last pull and push, disk, locks, ' +
    'undo journals and due verifications. Changes nothing, and ends within half a minute whatever hangs. Exits with 1 ' +
    'when there are errors or warnings; notes are no fault. Each finding has a code that stays the same.';
  static override flags = {
    kernel: Flags.option({
      options: ['networkmanager', 'iproute2', 'mock'] as const,
      description: "for which kernel it has to be in order (default: the host's, else networkmanager)",
      default: fromHost('kernel', 'networkmanager' as const),
      noCacheDefault: true,
      env: 'SG_KERNEL',
    })(),
    phenotype: phenotypeFlag,
    remote: remoteFlag('where phenotypes come from'),
  };
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --kernel iproute2 --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Doctor);
    const { kernel, phenotype, remote } = flags;
    const report = await examineHost({ start: flags.repo ?? '.', kernel, phenotype, remote }, hostTools());
    this.say(doctorView(report, this.style));
    if (!report.ok) process.exitCode = 1;
    return report;
  }
}
