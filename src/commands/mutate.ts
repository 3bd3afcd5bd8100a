import { Args, Flags } from '@oclif/core';
import { MutationCommand } from '../cli/mutation-command.ts';
import { mutationFlags } from '../cli/mutation-flags.ts';

export default class Mutate extends MutationCommand {
  static override summary = 'Answer a captured failure with a new allele, on a branch.';
  static override description =
    'Shows an engine the contract, the allele that failed, the failure and what was rejected before, and asks for better ' +
    'ones. Each goes through the arena with the failure to replay; the best that passes is committed with certificate and ' +
    'evidence to a branch mutation/LOCUS/…, the others to its graveyard. The branch that is checked out stays as it is. ' +
    'Run again for the same failure, it asks nobody. Exits with 1 when nothing is proposed. ' +
    'SG_MUTATION_BUDGET=calls=30,tokens=1000000,money=2.50,cooldown=600 bounds a day of a locus.';
  static override args = { locus: Args.string({ description: 'gene that failed', required: true }) };
  static override flags = {
    ...mutationFlags,
    case: Flags.string({ char: 'c', description: 'the failure case', required: true, helpValue: 'FILE' }),
  };
  static override examples = [
    '<%= config.bin %> mutate bridge_uplink --case .sg/cases/bridge_uplink-0123456789ab.json',
    '<%= config.bin %> mutate bridge_uplink --case failure.json --mutation-engine claude --count 4 --json',
    '<%= config.bin %> mutate bridge_uplink --case failure.json --pr',
    '<%= config.bin %> mutate bridge_uplink --case failure.json --show-prompt',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Mutate);
    return this.mutate(flags, args.locus, flags.case);
  }
}
