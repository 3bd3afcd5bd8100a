import { SgCommand } from '../../cli/sg-command.ts';
import { worldFlags } from '../../cli/world-flags.ts';
import { resetWorld } from '../../organism/mock-world.ts';

export default class KernelReset extends SgCommand {
  static override summary = "Put the mock's world back to the development world.";
  static override description =
    'A server with four network cards, eth0 carrying management. The world that was there is kept beside it as FILE.old.';
  static override flags = { ...worldFlags };
  static override examples = ['<%= config.bin %> kernel reset'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KernelReset);
    const { file, kept } = await resetWorld(flags.repo ?? '.', flags.world);
    this.log(`${file} is the development world${kept === undefined ? '' : `; the one before is ${kept}`}`);
    return { ok: true, file, kept: kept ?? null };
  }
}
