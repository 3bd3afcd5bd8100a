import { Args, Flags } from '@oclif/core';
import { SgCommand } from '../cli/sg-command.ts';
import { rollbackView } from '../cli/snapshot-view.ts';
import { rollBack } from '../organism/history/rollback.ts';

export default class Rollback extends SgCommand {
  static override summary = 'Bring contracts and phenotypes back to a snapshot, by a new commit.';
  static override description =
    'History stays as it is, and every allele born since stays in the pool. A second rollback changes nothing.';
  static override args = { name: Args.string({ description: 'name of the snapshot', required: true }) };
  static override flags = {
    reason: Flags.string({ char: 'r', description: 'why, for git log and sg log' }),
    'dry-run': Flags.boolean({ description: 'show what would change, commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> rollback before-upgrade --dry-run',
    '<%= config.bin %> rollback before-upgrade --reason "bridges lost their uplink"',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Rollback);
    const { reason } = flags;
    const request = { name: args.name, dryRun: flags['dry-run'], ...(reason === undefined ? {} : { reason }) };
    const result = await rollBack(flags.repo ?? '.', request);
    this.say(rollbackView(result, this.style));
    return { ok: true, ...result };
  }
}
