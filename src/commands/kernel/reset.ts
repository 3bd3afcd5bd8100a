import { Flags } from '@oclif/core';
import { printable } from '../../cli/printable.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { worldFlags } from '../../cli/world-flags.ts';
import { readGivenWorld } from '../../organism/world/given-world.ts';
import { resetWorld } from '../../organism/world/mock-world.ts';

export default class KernelReset extends SgCommand {
  static override summary = "Put the mock's world back to the development world, or to another one.";
  static override description =
    'The development world is a server with four network cards, eth0 carrying management. With --from it is the host that ' +
    'a snapshot was taken of, with its resolved neighbours on the wire; with --given what the lines of a file state, in the ' +
    "words of contracts' examples. The world that was there is kept beside it as FILE.old.";
  static override flags = {
    ...worldFlags,
    from: Flags.string({ description: 'a snapshot, as `sg kernel snapshot` writes it', helpValue: 'FILE' }),
    given: Flags.string({
      description: "lines that state a world, as contracts' examples have them",
      helpValue: 'FILE',
      exclusive: ['from'],
    }),
  };
  static override examples = [
    '<%= config.bin %> kernel reset',
    '<%= config.bin %> kernel reset --from before.json --world copy.json',
    '<%= config.bin %> kernel reset --given rack.txt',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KernelReset);
    const { from, given } = flags;
    const source = given === undefined ? from : await readGivenWorld(given);
    const { file, kept, differences } = await resetWorld(flags.repo ?? '.', flags.world, source);
    const named = from ?? given;
    const what = named === undefined ? 'the development world' : `the world of ${named}`;
    this.say(`${file} is ${what}${kept === undefined ? '' : `; the one before is ${kept}`}`);
    for (const { path } of differences) this.say(`  left out: ${printable(path)}`);
    return { ok: true, file, kept: kept ?? null, differences };
  }
}
