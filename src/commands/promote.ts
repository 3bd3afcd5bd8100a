import { Args, Flags } from '@oclif/core';
import { expressionView } from '../cli/expression-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { changeExpression } from '../organism/history/change-expression.ts';

export default class Promote extends SgCommand {
  static override summary = 'Make an allele the dominant of its locus, by hand.';
  static override description =
    'One commit on the branch that is checked out; the allele that was dominant becomes the first to fall back on. ' +
    "The allele's bytes and certificate are checked first. Promoting the dominant changes nothing.";
  static override args = {
    locus: Args.string({ description: 'locus of the allele', required: true }),
    sha: Args.string({ description: "start of the allele's digest, at least four characters", required: true }),
  };
  static override flags = {
    phenotype: phenotypeFlag,
    reason: Flags.string({ char: 'r', description: 'why, for git log and sg log', required: true }),
    force: Flags.boolean({ description: 'promote an allele that was deprecated' }),
    'dry-run': Flags.boolean({ description: 'tell what would change, commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> promote bridge_create f372344b --reason "seen flapping on the lab switch"',
    '<%= config.bin %> promote bridge_create f372344b --reason "trial" --phenotype edge --dry-run',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Promote);
    const { phenotype, reason, force } = flags;
    const request = { action: 'promote', ...args, phenotype, reason, force, dryRun: flags['dry-run'] } as const;
    const result = await changeExpression(flags.repo ?? '.', request);
    this.log(expressionView(result, this.style));
    return { ok: true, ...result };
  }
}
