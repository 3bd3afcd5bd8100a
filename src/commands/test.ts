import { Args } from '@oclif/core';
import { conformance } from '../arena/conformance/conformance.ts';
import { conformanceView } from '../cli/conformance-view.ts';
import { PassingLine } from '../cli/passing-line.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';

export default class Test extends SgCommand {
  static override summary = 'Put every example of the contracts to every allele that is expressed.';
  static override description =
    'Each example runs in a mock world of its own; no world and no ledger of yours is touched. Failures that runs captured ' +
    'in .sg/cases are put to the alleles as well and shown apart. Exits with 1 when an allele does not keep an example, or ' +
    'a gene expresses no allele.';
  static override args = { locus: Args.string({ description: 'this gene only' }) };
  static override flags = { phenotype: phenotypeFlag };
  static override examples = [
    '<%= config.bin %> test',
    '<%= config.bin %> test bridge_create',
    '<%= config.bin %> test --phenotype edge --json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Test);
    const line = new PassingLine(this.style, this.jsonEnabled());
    const result = await conformance({
      start: flags.repo ?? '.',
      phenotype: flags.phenotype,
      locus: args.locus,
      progress: (locus, done, of) => {
        line.show(`${locus} ${done}/${of}`);
      },
    }).finally(() => {
      line.end();
    });
    this.say(conformanceView(result, this.style));
    if (!result.ok) process.exitCode = 1;
    return result;
  }
}
