import { Args, Flags } from '@oclif/core';
import { runArena } from '../../arena/arena.ts';
import { evidenceMarkdown } from '../../arena/evidence-markdown.ts';
import { ArenaProgress } from '../../cli/arena-progress.ts';
import { arenaView } from '../../cli/arena-view.ts';
import { phenotypeFlag } from '../../cli/phenotype-flag.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { workersFlag } from '../../cli/workers-flag.ts';

export default class Arena extends SgCommand {
  static override summary = 'Judge a candidate allele on the mock kernel.';
  static override description =
    'Seven stages, cheapest first, up to the first that fails: integrity, static types, the examples of the contract, ' +
    'captured failures, generated worlds, faults, and a competition with the incumbent on the same worlds. The verdict ' +
    'follows from digests and a seed alone, so that anyone can make it again. Exits with 1 unless it is "passed" (every ' +
    'gate holds) or "better" (and the test promotes it).';
  static override args = { locus: Args.string({ description: 'gene the candidate is for', required: true }) };
  static override flags = {
    candidate: Flags.string({
      char: 'c',
      description: 'file of the candidate, or the start of the digest of an allele in the pool',
      required: true,
      helpValue: 'FILE|SHA',
    }),
    against: Flags.string({
      description: 'allele to compare it with (default: the dominant one)',
      helpValue: 'SHA',
    }),
    phenotype: phenotypeFlag,
    case: Flags.string({
      description: 'failure case that must be right now; may be given several times',
      multiple: true,
      default: [],
      helpValue: 'FILE',
    }),
    seed: Flags.string({ description: 'draw worlds from this seed instead of the one nobody chose' }),
    budget: Flags.integer({ description: 'worlds to compare with the incumbent in, at most', min: 0, max: 100_000 }),
    workers: workersFlag(),
    save: Flags.boolean({ description: "write the evidence to the allele's place in the genome", exclusive: ['out'] }),
    markdown: Flags.boolean({ description: 'show the evidence as it would stand in a pull request' }),
    out: Flags.string({ char: 'o', description: 'write the evidence to this file', helpValue: 'FILE' }),
  };
  static override examples = [
    '<%= config.bin %> arena bridge_create --candidate mine.ts',
    '<%= config.bin %> arena bridge_uplink --candidate cde4b3c4 --against cac79070 --json',
    '<%= config.bin %> arena bridge_create --candidate mine.ts --case .sg/cases/bridge_create-0123456789ab.json --out mine.evidence.json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Arena);
    const progress = new ArenaProgress(this.style, this.jsonEnabled());
    const { against, seed, budget, workers, out } = flags;
    const report = await runArena({
      start: flags.repo ?? '.',
      locus: args.locus,
      phenotype: flags.phenotype,
      candidate: flags.candidate,
      cases: flags.case,
      version: this.config.version,
      progress: progress.listener,
      save: flags.save,
      ...(against === undefined ? {} : { against }),
      ...(seed === undefined ? {} : { seed }),
      ...(budget === undefined ? {} : { budget: { pairs: budget } }),
      ...(workers === undefined ? {} : { workers }),
      ...(out === undefined ? {} : { out }),
    }).finally(() => {
      progress.end();
    });
    if (flags.markdown) this.log(evidenceMarkdown(report.evidence));
    else this.say(arenaView(report, this.style));
    const ok = ['passed', 'better'].includes(report.evidence.verdict.result);
    if (!ok) process.exitCode = 1;
    return { ok, ...report };
  }
}
