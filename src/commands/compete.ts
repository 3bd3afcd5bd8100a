import { Args, Flags } from '@oclif/core';
import { compete } from '../arena/compete.ts';
import { ArenaProgress } from '../cli/arena-progress.ts';
import { competeView } from '../cli/compete-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { workersFlag } from '../cli/workers-flag.ts';

export default class Compete extends SgCommand {
  static override summary = 'Let every live allele of a locus answer the same generated worlds.';
  static override description =
    'Shows how each fared and what the sequential test says of every pair. Nothing is recorded and nothing is promoted: ' +
    'what hosts saw decides about that (sg evolve).';
  static override args = { locus: Args.string({ description: 'gene', required: true }) };
  static override flags = {
    phenotype: phenotypeFlag,
    seed: Flags.string({ description: 'draw worlds from this seed' }),
    budget: Flags.integer({ description: 'worlds', min: 1, max: 100_000, default: 256 }),
    workers: workersFlag(),
  };
  static override examples = [
    '<%= config.bin %> compete bridge_uplink',
    '<%= config.bin %> compete bridge_create --budget 1000 --json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Compete);
    const progress = new ArenaProgress(this.style, this.jsonEnabled());
    const { phenotype, seed, budget, workers } = flags;
    const result = await compete({
      start: flags.repo ?? '.',
      locus: args.locus,
      phenotype,
      worlds: budget,
      progress: progress.listener,
      ...(seed === undefined ? {} : { seed }),
      ...(workers === undefined ? {} : { workers }),
    }).finally(() => {
      progress.end();
    });
    this.say(competeView(result, this.style));
    return { ok: true, ...result };
  }
}
