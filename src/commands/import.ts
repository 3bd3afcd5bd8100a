import { Args, Flags } from '@oclif/core';
import { ArenaProgress } from '../cli/arena-progress.ts';
import { importView } from '../cli/import-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { workersFlag } from '../cli/workers-flag.ts';
import { importAlleles } from '../evolution/exchange/import-alleles.ts';

export default class Import extends SgCommand {
  static override summary = 'Take alleles of another genome into the pool, after the arena here has judged them.';
  static override description =
    'Looks at what the phenotype expresses in the other genome. Where the contract says the same in both, each allele that ' +
    'is new here goes through the arena; those that pass are committed with a certificate that names where they came ' +
    'from. Nothing else travels and nothing is expressed: `sg promote` does that. Exits with 1 when one is rejected.';
  static override args = {
    remote: Args.string({ description: 'the other genome, by name of a remote or address', required: true }),
    locus: Args.string({ description: 'only this gene' }),
  };
  static override flags = {
    phenotype: phenotypeFlag,
    branch: Flags.string({ description: 'branch of the other genome', default: 'main' }),
    workers: workersFlag(),
    'dry-run': Flags.boolean({ description: 'fetch and judge, commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> import https://github.com/OTHER/GENOME.git bridge_uplink --dry-run',
    '<%= config.bin %> import lab',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Import);
    const { phenotype, branch, workers, 'dry-run': dryRun } = flags;
    const progress = new ArenaProgress(this.style, this.jsonEnabled());
    const result = await importAlleles(flags.repo ?? '.', {
      remote: args.remote,
      branch,
      phenotype,
      dryRun,
      version: this.config.version,
      progress: progress.listener,
      ...(args.locus === undefined ? {} : { locus: args.locus }),
      ...(workers === undefined ? {} : { workers }),
    }).finally(() => {
      progress.end();
    });
    this.say(importView(result, this.style));
    const ok = result.judged.every(({ admitted }) => admitted);
    if (!ok) process.exitCode = 1;
    return { ok, ...result };
  }
}
