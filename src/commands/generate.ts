import { Args } from '@oclif/core';
import { mutationFlags } from '../cli/mutation-flags.ts';
import { mutationView } from '../cli/mutation-view.ts';
import { mutationRequest, runMutation, succeeded } from '../cli/run-mutation.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { showPrompt } from '../evolution/mutate/show-prompt.ts';

export default class Generate extends SgCommand {
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
    const request = mutationRequest(flags, args.locus);
    if (flags['show-prompt']) {
      const shown = await showPrompt(request, process.env);
      this.log(shown.prompt);
      return { ok: true, ...shown };
    }
    const place = { version: this.config.version, style: this.style, json: this.jsonEnabled() };
    const result = await runMutation(request, flags, place);
    this.say(mutationView(result, this.style));
    const ok = succeeded(result);
    if (!ok) process.exitCode = 1;
    return { ok, ...result };
  }
}
