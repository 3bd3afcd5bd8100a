import { Args, Flags } from '@oclif/core';
import { logView } from '../cli/log-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { locusLog } from '../organism/history/locus-log.ts';

export default class Log extends SgCommand {
  static override summary = 'Show what happened at a locus, who did it and why.';
  static override description =
    'Every commit that changed what the phenotype expresses at the locus or brought an allele into its pool, or whose ' +
    'trailers say it is about the locus, newest first. What happened is read from the files; the reason from the commit.';
  static override args = { locus: Args.string({ description: 'name of the locus', required: true }) };
  static override flags = {
    phenotype: phenotypeFlag,
    ref: Flags.string({ description: 'branch, tag or commit to begin at', default: 'HEAD' }),
    limit: Flags.integer({ char: 'n', description: 'the most events to show', default: 20, min: 1 }),
    'max-commits': Flags.integer({ description: 'the most commits to look at', default: 20_000, min: 1 }),
  };
  static override examples = [
    '<%= config.bin %> log bridge_uplink',
    '<%= config.bin %> log bridge_uplink --phenotype edge --ref phenotype/edge --limit 5',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Log);
    const { phenotype, ref, limit } = flags;
    const request = { locus: args.locus, phenotype, ref, limit, maxCommits: flags['max-commits'] };
    const log = await locusLog(flags.repo ?? '.', request);
    this.say(logView(log, this.style));
    return { ok: true, ...log };
  }
}
