import { Args } from '@oclif/core';
import { alleleView } from '../cli/allele-view.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { showAllele } from '../organism/status/show-allele.ts';

export default class Show extends SgCommand {
  static override summary = 'Show one allele: its certificate, where it is expressed, how it fared, and its source.';
  static override args = {
    sha: Args.string({ description: "start of the allele's digest, at least four characters", required: true }),
  };
  static override examples = ['<%= config.bin %> show c778a48a', '<%= config.bin %> show c778a48a --json'];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Show);
    const allele = await showAllele(flags.repo ?? '.', args.sha);
    this.log(alleleView(allele, this.style));
    return { ok: true, ...allele };
  }
}
