import { Args, Flags } from '@oclif/core';
import { SgCommand } from '../../cli/sg-command.ts';
import type { Json } from '../../model/json.ts';
import { applyFormatting, planFormatting } from '../../organism/contracts/format-contract-files.ts';

export default class ContractFmt extends SgCommand {
  static override summary = 'Bring .sg contracts into their canonical form.';
  static override description =
    'Comments and prose stay as they are, byte for byte. Without FILES every contract of the repository is formatted.';
  static override strict = false;
  static override args = { files: Args.string({ description: 'contract files', required: false }) };
  static override flags = {
    check: Flags.boolean({ description: 'write nothing; exit with 1 when a file is not formatted' }),
  };
  static override examples = [
    '<%= config.bin %> contract fmt',
    '<%= config.bin %> contract fmt --check contracts/genes/bridge_create.sg',
  ];

  async run(): Promise<Json> {
    const { argv, flags } = await this.parse(ContractFmt);
    const files = await planFormatting(flags.repo ?? '.', argv as string[]);
    const changed = files.filter((file) => file.changed).map(({ file }) => file);
    if (!flags.check) await applyFormatting(files);
    for (const file of changed) this.say(`${flags.check ? 'not formatted' : 'formatted'}  ${file}`);
    const word = flags.check ? 'would change' : 'changed';
    this.say(`${files.length} contracts, ${changed.length} ${word}`);
    if (flags.check && changed.length > 0) process.exitCode = 1;
    return { ok: !flags.check || changed.length === 0, contracts: files.length, changed };
  }
}
