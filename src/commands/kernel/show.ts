import { SgCommand } from '../../cli/sg-command.ts';
import { worldFlags } from '../../cli/world-flags.ts';
import { worldView } from '../../cli/world-view.ts';
import { observeWorld } from '../../organism/mock-world.ts';

export default class KernelShow extends SgCommand {
  static override summary = 'Show the links, addresses and routes as the kernel sees them.';
  static override flags = { ...worldFlags };
  static override examples = ['<%= config.bin %> kernel show', '<%= config.bin %> kernel show --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KernelShow);
    const seen = await observeWorld(flags.repo ?? '.', flags.world);
    const where = this.style.dim(`${seen.file}${seen.saved ? '' : ' (not written yet: the development world)'}`);
    this.log(`${this.style.strong(`${flags.kernel} kernel`)}  ${where}\n`);
    this.log(worldView(seen.snapshot, this.style));
    return { ok: true, kernel: flags.kernel, clock: seen.clock, world: seen.snapshot };
  }
}
