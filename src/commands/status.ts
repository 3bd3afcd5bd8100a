import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { statusView } from '../cli/status-view.ts';
import { genomeStatus } from '../organism/status.ts';

export default class Status extends SgCommand {
  static override summary = 'Show what is expressed at each locus and how it fared here.';
  static override description =
    'Fitness is the weighted share of good verdicts with its 95 % interval and the number of observations. What was never ' +
    'observed is unknown: it widens the interval and counts neither as good nor as bad.';
  static override flags = { phenotype: phenotypeFlag };
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --phenotype edge --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Status);
    const status = await genomeStatus(flags.repo ?? '.', flags.phenotype);
    this.log(statusView(status, this.style));
    return { ok: true, ...status };
  }
}
