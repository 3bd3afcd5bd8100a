import { phenotypeFlag } from '../../cli/phenotype-flag.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { kernelFlags } from '../../cli/world-flags.ts';
import { worldView } from '../../cli/world-view.ts';
import { observeKernel, protectedOn } from '../../organism/world/kernel-choice.ts';

export default class KernelShow extends SgCommand {
  static override summary = 'Show the links, addresses and routes as the kernel sees them.';
  static override flags = { ...kernelFlags, phenotype: phenotypeFlag };
  static override examples = [
    '<%= config.bin %> kernel show',
    '<%= config.bin %> kernel show --kernel iproute2 --json',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KernelShow);
    const choice = { ...flags, start: flags.repo ?? '.', world: flags.world };
    const seen = await observeKernel(choice);
    const guarded = await protectedOn(choice, flags.phenotype);
    const where = this.style.dim(
      `${seen.file ?? 'this host'}${seen.saved ? '' : ' (not written yet: the development world)'}`,
    );
    this.say(`${this.style.strong(`${flags.kernel} kernel`)}  ${where}\n`);
    this.say(worldView(seen.snapshot, this.style, guarded));
    return { ok: true, kernel: flags.kernel, clock: seen.clock, world: seen.snapshot, protected: guarded };
  }
}
