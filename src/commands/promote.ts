import { Args, Flags } from '@oclif/core';
import { expressionView } from '../cli/expression-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { changeExpression } from '../organism/history/change-expression.ts';

export default class Promote extends SgCommand {
  static override summary = 'Make an allele the dominant of its locus, or one to fall back on, by hand.';
  static override description =
    'One commit on the branch that is checked out; the allele that was dominant becomes the first to fall back on. ' +
    'With --fallback the dominant stays, and hosts try the allele where those before it have failed: so it gathers ' +
    "evidence. The allele's bytes and certificate are checked first. Promoting the dominant changes nothing.";
  static override args = {
    locus: Args.string({ description: 'locus of the allele', required: true }),
    sha: Args.string({ description: "start of the allele's digest, at least four characters", required: true }),
  };
  static override flags = {
    phenotype: phenotypeFlag,
    reason: Flags.string({ char: 'r', description: 'why, for git log and sg log', required: true }),
    fallback: Flags.boolean({ description: 'express it as one to fall back on; the dominant stays' }),
    at: Flags.integer({
      description: 'place among the fallbacks, 1 being tried first (default: last, or where it is)',
      dependsOn: ['fallback'],
      min: 1,
      helpValue: 'N',
    }),
    force: Flags.boolean({ description: 'bring back an allele that was deprecated' }),
    'dry-run': Flags.boolean({ description: 'tell what would change, commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> promote bridge_create f372344b --reason "seen flapping on the lab switch"',
    '<%= config.bin %> promote bridge_create f372344b --reason "trial" --phenotype edge --dry-run',
    '<%= config.bin %> promote bridge_create f372344b --fallback --reason "passed the arena; let hosts try it"',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Promote);
    const { phenotype, reason, force, fallback, at } = flags;
    const action = fallback ? 'fallback' : 'promote';
    const place = { ...args, phenotype, ...(at === undefined ? {} : { at }) };
    const request = { action, ...place, reason, force, dryRun: flags['dry-run'] } as const;
    const result = await changeExpression(flags.repo ?? '.', request);
    this.log(expressionView(result, this.style));
    return { ok: true, ...result };
  }
}
