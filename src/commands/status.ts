import { Args } from '@oclif/core';
import { fusionsView } from '../cli/fusion-view.ts';
import { locusStatusView } from '../cli/locus-status-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { statusView } from '../cli/status-view.ts';
import { locusDetails } from '../organism/status/locus-status.ts';
import { genomeStatus } from '../organism/status/status.ts';

export default class Status extends SgCommand {
  static override summary = 'Show what is expressed at each locus and how it fared here, or all of one locus.';
  static override description =
    'Fitness is the weighted share of good verdicts with its 95 % interval and the number of observations. What was never ' +
    'observed is unknown: it widens the interval and counts neither as good nor as bad. An attempt whose process died is ' +
    'interrupted and counts as a failure. Times are those of the kernel, in UTC.';
  static override args = { locus: Args.string({ description: 'show every allele of this locus' }) };
  static override flags = { phenotype: phenotypeFlag };
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status bridge_create',
    '<%= config.bin %> status --phenotype edge --json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Status);
    const start = flags.repo ?? '.';
    if (args.locus !== undefined) {
      const details = await locusDetails(start, flags.phenotype, args.locus);
      this.say(locusStatusView(details, this.style));
      return { ok: true, ...details };
    }
    const status = await genomeStatus(start, flags.phenotype);
    const known = status.fusions.filter(({ state, count }) => state !== 'counting' || count > 0);
    this.say(statusView(status, this.style));
    if (known.length > 0) this.say(`\n${fusionsView(known, this.style)}`);
    return { ok: true, ...status, fusions: known };
  }
}
