import { Args } from '@oclif/core';
import { SgCommand } from '../../cli/sg-command.ts';
import { colourWanted } from '../../cli/style.ts';
import { renderDiagnostic } from '../../contract/render-diagnostic.ts';
import type { Json } from '../../model/json.ts';
import { checkContractFiles } from '../../organism/contracts/check-contract-files.ts';
import { diagnosticJson } from '../../organism/contracts/contract-faults.ts';

export default class ContractCheck extends SgCommand {
  static override summary = 'Check .sg contracts: syntax, and meaning across files.';
  static override description =
    'Without FILES every contract of the repository is checked. With FILES only their faults are shown, but they are ' +
    'still checked against all the others. Exits with 2 when there is an error.';
  static override strict = false;
  static override args = { files: Args.string({ description: 'contract files', required: false }) };
  static override examples = [
    '<%= config.bin %> contract check',
    '<%= config.bin %> contract check contracts/genes/bridge_create.sg --json',
  ];

  async run(): Promise<Json> {
    const { argv, flags } = await this.parse(ContractCheck);
    const result = await checkContractFiles(flags.repo ?? '.', argv as string[]);
    const colour = colourWanted(process.stdout);
    const texts = new Map(result.sources.map(({ file, text }) => [file, text]));
    for (const diagnostic of result.diagnostics) {
      this.log(`${renderDiagnostic(diagnostic, texts.get(diagnostic.file) ?? '', { colour })}\n`);
    }
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error').length;
    const warnings = result.diagnostics.length - errors;
    const counted = `${result.checked} contracts, ${errors} errors, ${warnings} warnings`;
    this.say(errors === 0 ? this.style.good(counted) : this.style.bad(counted));
    if (errors > 0) process.exitCode = 2;
    return { ok: errors === 0, contracts: result.checked, diagnostics: result.diagnostics.map(diagnosticJson) };
  }
}
