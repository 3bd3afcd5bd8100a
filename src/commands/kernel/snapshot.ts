import { Flags } from '@oclif/core';
import { SgCommand } from '../../cli/sg-command.ts';
import { kernelFlags } from '../../cli/world-flags.ts';
import { observeKernel } from '../../organism/world/kernel-choice.ts';
import { writeSnapshot } from '../../organism/world/mock-world.ts';

export default class KernelSnapshot extends SgCommand {
  static override summary = 'Print the state that a rollback restores, byte for byte comparable.';
  static override description =
    'Equal worlds give equal bytes: names are sorted, and the clock, ages and counters are left out. Compare two with diff.';
  static override flags = {
    ...kernelFlags,
    output: Flags.string({ char: 'o', description: 'write it to FILE instead', helpValue: 'FILE' }),
  };
  static override examples = [
    '<%= config.bin %> kernel snapshot',
    '<%= config.bin %> kernel snapshot --kernel iproute2 --output before.json',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KernelSnapshot);
    const { snapshot } = await observeKernel({ ...flags, start: flags.repo ?? '.', world: flags.world });
    if (flags.output === undefined) this.log(JSON.stringify(snapshot, null, 2));
    else await writeSnapshot(flags.output, snapshot);
    return snapshot;
  }
}
