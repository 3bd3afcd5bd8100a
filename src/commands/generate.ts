import { Args } from '@oclif/core';
import { MutationCommand } from '../cli/mutation-command.ts';
import { mutationFlags } from '../cli/mutation-flags.ts';

export default class Generate extends MutationCommand {
  static override summary = 'Make alleles ahead of any failure, on a branch.';
  static override description =
    'As `sg mutate`, without a failure to answer: an engine is shown the contract and the allele that is dominant, and asked ' +
    'for better ones. The best that passes the arena is committed with certificate and evidence to a branch mutation/LOCUS/…. ' +
    'While a proposal against the same dominant allele is open, nobody is asked.';
  static override args = { locus: Args.string({ description: 'gene to write alleles for', required: true }) };
  static override flags = mutationFlags;
  static override examples = [
    '<%= config.bin %> generate bridge_create --count 4 --mutation-engine claude',
    '<%= config.bin %> generate bridge_create --show-prompt',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Generate);
    return this.mutate(flags, args.locus);
  }
}
