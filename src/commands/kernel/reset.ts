import { Flags } from '@oclif/core';
import { printable } from '../../cli/printable.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { worldFlags } from '../../cli/world-flags.ts';
import { resetWorld } from '../../organism/mock-world.ts';

export default class KernelReset extends SgCommand {
  static override summary = "Put the mock's world back to the development world, or to one that looks like a host.";
  static override description =
    'The development world is a server with four network cards, eth0 carrying management. With --from it is the host that ' +
    'a snapshot was taken of, with its resolved neighbours on the wire. The world that was there is kept beside it as FILE.old.';
  static override flags = {
    ...worldFlags,
    from: Flags.string({ description: 'a snapshot, as `sg kernel snapshot` writes it', helpValue: 'FILE' }),
  };
  static override examples = [
    '<%= config.bin %> kernel reset',
    '<%= config.bin %> kernel reset --from before.json --world copy.json',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KernelReset);
    const { file, kept, differences } = await resetWorld(flags.repo ?? '.', flags.world, flags.from);
    const what = flags.from === undefined ? 'the development world' : `the world of ${flags.from}`;
    this.log(`${file} is ${what}${kept === undefined ? '' : `; the one before is ${kept}`}`);
    for (const { path } of differences) this.log(`  left out: ${printable(path)}`);
    return { ok: true, file, kept: kept ?? null, differences };
  }
}
