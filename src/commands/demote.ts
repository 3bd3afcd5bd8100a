import { Args, Flags } from '@oclif/core';
import { expressionView } from '../cli/expression-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { changeExpression } from '../organism/history/change-expression.ts';

export default class Demote extends SgCommand {
  static override summary = 'Deprecate an allele, by hand: it is never tried again.';
  static override description =
    'One commit on the branch that is checked out; when the allele was dominant, the first fallback takes its place. ' +
    'It stays in the genome, and sg promote --force brings it back. Demoting a deprecated allele changes nothing.';
  static override args = {
    locus: Args.string({ description: 'locus of the allele', required: true }),
    sha: Args.string({ description: "start of the allele's digest, at least four characters", required: true }),
  };
  static override flags = {
    phenotype: phenotypeFlag,
    reason: Flags.string({ char: 'r', description: 'why, for git log and sg log', required: true }),
    force: Flags.boolean({ description: 'demote the last allele the locus expresses' }),
    'dry-run': Flags.boolean({ description: 'tell what would change, commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> demote bridge_create f372344b --reason "seen flapping on the lab switch"',
    '<%= config.bin %> demote bridge_create f372344b --reason "trial" --phenotype edge --dry-run',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Demote);
    const { phenotype, reason, force } = flags;
    const request = { action: 'demote', ...args, phenotype, reason, force, dryRun: flags['dry-run'] } as const;
    const result = await changeExpression(flags.repo ?? '.', request);
    this.say(expressionView(result, this.style));
    return { ok: true, ...result };
  }
}
