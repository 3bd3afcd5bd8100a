import { Args, Flags } from '@oclif/core';
import { SgCommand } from '../cli/sg-command.ts';
import { snapshotsView } from '../cli/snapshot-view.ts';
import { UsageError } from '../errors/usage-error.ts';
import { takeSnapshot } from '../organism/history/snapshot.ts';
import { listSnapshots } from '../organism/history/snapshots.ts';

export default class SnapshotCommand extends SgCommand {
  static override summary = 'Give the committed genome a name to come back to.';
  static override description =
    'An annotated git tag sg/NAME on HEAD. Refused while contracts, genome or phenotypes have changes that are not ' +
    'committed: they would not be in it. sg rollback NAME goes back.';
  static override args = { name: Args.string({ description: 'name of the snapshot', required: false }) };
  static override flags = { list: Flags.boolean({ char: 'l', description: 'list the snapshots there are' }) };
  static override examples = ['<%= config.bin %> snapshot before-upgrade', '<%= config.bin %> snapshot --list'];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(SnapshotCommand);
    const start = flags.repo ?? '.';
    if (flags.list) {
      const snapshots = await listSnapshots(start);
      this.say(snapshotsView(snapshots, this.style));
      return { ok: true, snapshots };
    }
    if (args.name === undefined) throw nameMissing();
    const taken = await takeSnapshot(start, args.name);
    this.say(`${this.style.good('snapshot')} ${taken.name} of ${taken.commit.slice(0, 12)}, tag ${taken.tag}`);
    return { ok: true, ...taken };
  }
}

function nameMissing(): UsageError {
  return new UsageError({
    code: 'usage',
    message: 'Expected the name of a snapshot to take, or --list.',
    hint: 'For example `sg snapshot before-upgrade`.',
  });
}
