import { Args, Flags } from '@oclif/core';
import { SgCommand } from '../../cli/sg-command.ts';
import { SgError } from '../../errors/sg-error.ts';
import type { Json } from '../../model/json.ts';
import { applyDeclarations, planDeclarations } from '../../organism/contracts/contract-types.ts';

export default class ContractTypes extends SgCommand {
  static override summary = 'Generate the TypeScript declarations that alleles are typed by.';
  static override description =
    'Prints the declarations of one LOCUS, or with --write keeps genome/kernel.d.ts and every genome/<locus>/contract.d.ts ' +
    'as the contracts say.';
  static override args = { locus: Args.string({ description: 'locus to print the declarations of', required: false }) };
  static override flags = {
    write: Flags.boolean({ description: 'write the files that are missing or stale', exclusive: ['check'] }),
    check: Flags.boolean({ description: 'write nothing; exit with 1 when a file is missing or stale' }),
  };
  static override examples = [
    '<%= config.bin %> contract types bridge_create',
    '<%= config.bin %> contract types --write',
  ];

  async run(): Promise<Json> {
    const { args, flags } = await this.parse(ContractTypes);
    const plan = await planDeclarations(flags.repo ?? '.', args.locus);
    if (args.locus !== undefined && !flags.write && !flags.check) this.log(plan.files.at(-1)?.text.trimEnd() ?? '');
    const open = plan.files.filter(({ state }) => state !== 'current');
    if (flags.write) await applyDeclarations(plan);
    if (args.locus === undefined || flags.write || flags.check) {
      for (const { path, state } of open) this.say(`${flags.write ? 'wrote' : state}  ${path}`);
      this.say(`${plan.files.length} files, ${open.length} ${flags.write ? 'written' : 'not current'}`);
    }
    if (flags.check && open.length > 0) {
      throw new SgError({
        code: 'declarations-not-current',
        message: `${open.length} generated declarations are not what the contracts say.`,
        exitStatus: 1,
        hint: '`sg contract types --write` writes them.',
        details: open.map(({ path, state }) => ({ path, state })),
      });
    }
    return { ok: true, files: plan.files.map((file) => ({ ...file })) };
  }
}
