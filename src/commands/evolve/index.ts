import { Flags } from '@oclif/core';
import { ArenaProgress } from '../../cli/arena-progress.ts';
import { evolveView } from '../../cli/evolve-view.ts';
import { phenotypeFlag } from '../../cli/phenotype-flag.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { workersFlag } from '../../cli/workers-flag.ts';
import { evolveRemote } from '../../evolution/evolve/evolve-remote.ts';
import { evolve, type EvolveResult } from '../../evolution/evolve/evolve.ts';
import { evolveAndPropose } from '../../evolution/propose/evolve-and-propose.ts';

export default class Evolve extends SgCommand {
  static override summary = 'Promote and demote alleles as ledgers and arena say, each by a commit.';
  static override description =
    'Fetches main and the ledgers of all hosts (fitness/HOST) from the remote, as far as they are new, decides, and pushes ' +
    'main with one commit for each decision, and nothing else; the work tree and the branches here stay as they are. Of ' +
    'two at the same time one wins, and the other decides anew on what stands then. A ledger that does not check is left ' +
    'out and named. What this machine has seen counts once `sg push` has brought it there. With --local nothing is ' +
    'fetched or pushed: the ledger of this host is published to the local branch fitness/HOST, and decisions are ' +
    'committed on the branch that is checked out.\n\n' +
    'The alleles of each locus are compared by a sequential test: a fallback that is right on the very input the ' +
    'dominant has failed is evidence against the dominant, and of all it was asked it must be clearly more often ' +
    'right as well. Where ledgers decide nothing, an allele whose evidence file says it is better than the dominant is ' +
    'promoted, unless hosts saw it do worse; the arena measures again what the file says, which takes some ten seconds. ' +
    'An allele that passed the arena without being proven better is put last to fall back on. At risk high and critical ' +
    'such a decision waits on a branch promotion/LOCUS/… for a person, with --pr as a pull request, and so does at medium one ' +
    'for cost alone; going back by the ledgers to an allele that was dominant before needs nobody.';
  static override flags = {
    local: Flags.boolean({ description: 'decide on the branches that are here; nothing is fetched or pushed' }),
    remote: Flags.string({ description: 'where ledgers and main are, by name', default: 'origin' }),
    branch: Flags.string({ description: 'the branch there that is decided on and pushed', default: 'main' }),
    phenotype: phenotypeFlag,
    host: Flags.string({
      description: "with --local: name the ledger is published under (default: the machine's)",
      env: 'SG_HOST',
    }),
    'dry-run': Flags.boolean({ description: 'tell what evidence says, commit and push nothing' }),
    pr: Flags.boolean({
      description: 'open pull requests for what a person has to agree to (needs GITHUB_TOKEN)',
    }),
    workers: workersFlag(),
  };
  static override examples = [
    '<%= config.bin %> evolve --dry-run',
    '<%= config.bin %> evolve --phenotype edge --json',
    '<%= config.bin %> evolve --pr',
    '<%= config.bin %> evolve --local --dry-run',
    '<%= config.bin %> evolve --local --phenotype edge --host lab-1',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Evolve);
    const { phenotype, host, workers, local, remote, branch } = flags;
    const shown = new ArenaProgress(this.style, this.jsonEnabled());
    const progress = shown.listener;
    const arena = { progress, ...(workers === undefined ? {} : { workers }) };
    const request = { phenotype, arena, progress, dryRun: flags['dry-run'] };
    const start = flags.repo ?? '.';
    const evolved = (): Promise<EvolveResult> =>
      local
        ? evolve(start, { ...request, ...(host === undefined ? {} : { host }) })
        : evolveRemote(start, { ...request, remote, branch, proposals: flags.pr });
    const working = flags.pr ? evolveAndPropose(start, evolved, { env: process.env, remote, base: branch }) : evolved();
    const result = await working.finally(() => {
      shown.end();
    });
    this.say(evolveView(result, this.style));
    return { ok: true, ...result };
  }
}
