import { Args } from '@oclif/core';
import { lineageView } from '../cli/lineage-view.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { locusLineage } from '../organism/status/locus-lineage.ts';

export default class LineageCommand extends SgCommand {
  static override summary = 'Show the ancestry of the alleles of a locus, or around one allele.';
  static override description = 'Read from birth certificates, which never change; no history is walked.';
  static override args = {
    name: Args.string({ description: "locus, or the start of an allele's digest", required: true }),
  };
  static override examples = ['<%= config.bin %> lineage bridge_create', '<%= config.bin %> lineage c778a48a --json'];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(LineageCommand);
    const lineage = await locusLineage(flags.repo ?? '.', args.name);
    this.say(lineageView(lineage, this.style));
    return { ok: true, ...lineage };
  }
}
