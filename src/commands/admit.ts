import { Args, Flags } from '@oclif/core';
import { admitView } from '../cli/admit-view.ts';
import { ArenaProgress } from '../cli/arena-progress.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { workersFlag } from '../cli/workers-flag.ts';
import { admitAllele } from '../evolution/admit/admit-allele.ts';

export default class Admit extends SgCommand {
  static override summary = 'Take an allele that you wrote into the pool, after the arena has judged it.';
  static override description =
    'Puts a TypeScript file through the seven stages of `sg arena`. When it passes, source, birth certificate and evidence ' +
    'are committed to the branch that is checked out, ready for a pull request. Nothing is expressed: `sg promote` does ' +
    'that. An allele that is in the pool stays as it is. Exits with 1 when it is not admitted.';
  static override args = {
    locus: Args.string({ description: 'gene the allele is for', required: true }),
    file: Args.string({ description: 'TypeScript file of the allele', required: true }),
  };
  static override flags = {
    note: Flags.string({ description: 'why it exists, for reviewers', required: true, helpValue: 'TEXT' }),
    parent: Flags.string({
      description: 'allele of the locus that it was made from; may be given several times',
      multiple: true,
      default: [],
      helpValue: 'SHA',
    }),
    phenotype: phenotypeFlag,
    workers: workersFlag(),
    'dry-run': Flags.boolean({ description: 'judge, commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> admit link_up mine.ts --note "Asks the kernel once instead of twice"',
    '<%= config.bin %> admit bridge_uplink mine.ts --parent cde4b3c4 --note "Announces on every port" --dry-run',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Admit);
    const progress = new ArenaProgress(this.style, this.jsonEnabled());
    const result = await admitAllele(flags.repo ?? '.', {
      locus: args.locus,
      file: args.file,
      note: flags.note,
      parents: flags.parent,
      phenotype: flags.phenotype,
      dryRun: flags['dry-run'],
      version: this.config.version,
      progress: progress.listener,
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
    }).finally(() => {
      progress.end();
    });
    this.say(admitView(result, this.style));
    if (!result.admitted) process.exitCode = 1;
    return { ok: result.admitted, ...result };
  }
}
