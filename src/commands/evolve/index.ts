import { Flags } from '@oclif/core';
import { ArenaProgress } from '../../cli/arena-progress.ts';
import { evolveView } from '../../cli/evolve-view.ts';
import { phenotypeFlag } from '../../cli/phenotype-flag.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { workersFlag } from '../../cli/workers-flag.ts';
import { evolve } from '../../evolution/evolve/evolve.ts';

export default class Evolve extends SgCommand {
  static override summary = 'Promote and demote alleles as ledgers and arena say, each by a commit.';
  static override description =
    'Publishes the ledger of this host to the local branch fitness/HOST, reads the ledgers of every host there is a ' +
    'branch of, and compares the alleles of each locus by a sequential test: a fallback that is right on the very input ' +
    'the dominant has failed is evidence against the dominant, and of all it was asked it must be clearly more often ' +
    'right as well. Where ledgers decide nothing, an allele whose evidence file says it is better than the dominant is ' +
    'promoted, unless hosts saw it do worse; the arena measures again what the file says, which takes some ten seconds. ' +
    'Commits on the branch that is checked out. At risk high and critical a promotion is only told, and at medium one ' +
    'for cost alone; going back by the ledgers to an allele that was dominant before needs nobody.';
  static override flags = {
    local: Flags.boolean({ description: 'decide from the branches that are here; nothing is fetched', required: true }),
    phenotype: phenotypeFlag,
    host: Flags.string({ description: "name the ledger is published under (default: the machine's)", env: 'SG_HOST' }),
    'dry-run': Flags.boolean({ description: 'tell what evidence says, commit nothing' }),
    workers: workersFlag(),
  };
  static override examples = [
    '<%= config.bin %> evolve --local --dry-run',
    '<%= config.bin %> evolve --local --phenotype edge --host lab-1',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Evolve);
    const { phenotype, host, workers } = flags;
    const progress = new ArenaProgress(this.style, this.jsonEnabled());
    const arena = { progress: progress.listener, ...(workers === undefined ? {} : { workers }) };
    const request = { phenotype, arena, dryRun: flags['dry-run'], ...(host === undefined ? {} : { host }) };
    const result = await evolve(flags.repo ?? '.', request).finally(() => {
      progress.end();
    });
    this.log(evolveView(result, this.style));
    return { ok: true, ...result };
  }
}
