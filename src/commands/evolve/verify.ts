import { Args, Flags } from '@oclif/core';
import { ArenaProgress } from '../../cli/arena-progress.ts';
import { verifiedView } from '../../cli/evolve-view.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { workersFlag } from '../../cli/workers-flag.ts';
import { verifyDecision } from '../../evolution/evolve/verify-decision.ts';

export default class EvolveVerify extends SgCommand {
  static override summary = 'Make a past decision again from git alone, and compare.';
  static override description =
    'Reads the commit before it with the arena evidence in it and the ledgers it names as they stood then, decides anew, ' +
    'and compares every trailer and every file. With --arena what that evidence says is measured again too. Exit ' +
    'status 3 when something does not check; the error names what differs.';
  static override args = {
    commit: Args.string({ description: 'commit that promoted or demoted an allele', required: true }),
  };
  static override flags = {
    arena: Flags.boolean({ description: "measure again what the arena's evidence says (some ten seconds)" }),
    workers: workersFlag(),
  };
  static override examples = [
    '<%= config.bin %> evolve verify HEAD',
    '<%= config.bin %> evolve verify f372344b --json',
    '<%= config.bin %> evolve verify HEAD --arena',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(EvolveVerify);
    const { arena, workers } = flags;
    const progress = new ArenaProgress(this.style, this.jsonEnabled());
    const remake = { progress: progress.listener, ...(workers === undefined ? {} : { workers }) };
    const result = await verifyDecision(flags.repo ?? '.', args.commit, arena ? { remake } : {}).finally(() => {
      progress.end();
    });
    this.say(verifiedView(result, this.style));
    return { ok: true, ...result };
  }
}
