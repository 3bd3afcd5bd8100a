import { Args } from '@oclif/core';
import { printable } from '../../cli/printable.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import type { Json } from '../../model/json.ts';
import { showContract } from '../../organism/contracts/show-contract.ts';

export default class ContractShow extends SgCommand {
  static override summary = 'Show one contract: what it asks, takes, gives and promises.';
  static override description =
    'NAME is a gene, pathway or topology. With --json the whole parsed contract is printed.';
  static override args = {
    name: Args.string({ description: 'gene, pathway or topology', required: true }),
  };
  static override examples = [
    '<%= config.bin %> contract show bridge_create',
    '<%= config.bin %> contract show deploy_server_network --json',
  ];

  async run(): Promise<Json> {
    const { args, flags } = await this.parse(ContractShow);
    const shown = await showContract(flags.repo ?? '.', args.name);
    this.log(this.style.dim(`${shown.file}  ${shown.digest}\n`));
    this.log(printable(shown.text.trimEnd()));
    return { ok: true, ...shown };
  }
}
