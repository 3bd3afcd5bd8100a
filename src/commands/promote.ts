import { Args, Flags } from '@oclif/core';
import { canaryFlags } from '../cli/canary-flags.ts';
import { expressionView } from '../cli/expression-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { changeExpression } from '../organism/history/change-expression.ts';

export default class Promote extends SgCommand {
  static override summary = 'Make an allele the dominant of its locus, or one to fall back on, by hand.';
  static override description =
    'One commit on the branch that is checked out; the allele that was dominant becomes the first to fall back on. ' +
    'With --fallback the dominant stays, and hosts try the allele where those before it have failed: so it gathers ' +
    'evidence. With --canary a share of hosts, or with --host those named, ask it before the stack; the risk of the locus ' +
    "says how many may. --canary 0 ends that. The allele's bytes and certificate are checked first. Promoting the dominant changes nothing.";
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
    canary: Flags.string({
      description: 'share of hosts that ask it first, 0 to 1; 0 ends it',
      exclusive: ['fallback', 'host', 'force'],
      helpValue: 'SHARE',
    }),
    host: Flags.string({
      description: 'a host that asks it first, as its ledger is published under; may be given again',
      exclusive: ['fallback', 'canary', 'force'],
      multiple: true,
      helpValue: 'NAME',
    }),
    force: Flags.boolean({ description: 'bring back an allele that was deprecated' }),
    'dry-run': Flags.boolean({ description: 'tell what would change, commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> promote bridge_create f372344b --reason "seen flapping on the lab switch"',
    '<%= config.bin %> promote bridge_create f372344b --reason "trial" --phenotype edge --dry-run',
    '<%= config.bin %> promote bridge_create f372344b --fallback --reason "passed the arena; let hosts try it"',
    '<%= config.bin %> promote bridge_create f372344b --canary 0.1 --reason "one host in ten goes first"',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Promote);
    const { phenotype, reason, force, fallback, at } = flags;
    const canary = canaryFlags(flags.canary, flags.host);
    const action = fallback ? 'fallback' : canary === undefined ? 'promote' : 'canary';
    const wishes = { ...(at === undefined ? {} : { at }), ...(canary === undefined ? {} : { canary }) };
    const place = { ...args, phenotype, ...wishes };
    const request = { action, ...place, reason, force, dryRun: flags['dry-run'] } as const;
    const result = await changeExpression(flags.repo ?? '.', request);
    this.say(expressionView(result, this.style));
    return { ok: true, ...result };
  }
}
