import { Args } from '@oclif/core';
import { verifiedView } from '../../cli/evolve-view.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { verifyDecision } from '../../evolution/evolve/verify-decision.ts';

export default class EvolveVerify extends SgCommand {
  static override summary = 'Make a past decision again from git alone, and compare.';
  static override description =
    'Reads the commit before it and the ledgers it names as they stood then, decides anew, and compares every trailer and ' +
    'every file. Exit status 3 when something does not check; the error names what differs.';
  static override args = {
    commit: Args.string({ description: 'commit that promoted or demoted an allele', required: true }),
  };
  static override examples = [
    '<%= config.bin %> evolve verify HEAD',
    '<%= config.bin %> evolve verify f372344b --json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(EvolveVerify);
    const result = await verifyDecision(flags.repo ?? '.', args.commit);
    this.log(verifiedView(result, this.style));
    return { ok: true, ...result };
  }
}
