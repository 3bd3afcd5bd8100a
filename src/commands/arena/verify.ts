import { Args, Flags } from '@oclif/core';
import { verifyArena } from '../../arena/arena.ts';
import { ArenaProgress } from '../../cli/arena-progress.ts';
import { verifiedEvidenceView } from '../../cli/arena-view.ts';
import { phenotypeFlag } from '../../cli/phenotype-flag.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { workersFlag } from '../../cli/workers-flag.ts';

export default class ArenaVerify extends SgCommand {
  static override summary = 'Make evidence again from the digests it names, and compare.';
  static override description =
    'Exit status 3 when anything differs, be it one digit: the error names the first place. Evidence does not ' +
    'pass either that is about another state of the genome than this one (another dominant allele, contract or error ' +
    'rate), or was made with a chosen seed or a smaller budget than usual.';
  static override args = { evidence: Args.string({ description: 'file of the evidence', required: true }) };
  static override flags = {
    candidate: Flags.string({
      char: 'c',
      description: 'file of the candidate, where it is neither in the pool nor beside the evidence',
      helpValue: 'FILE',
    }),
    phenotype: phenotypeFlag,
    base: Flags.string({
      description: 'commit whose state it has to be about (default: the files as they are)',
      helpValue: 'REV',
    }),
    'allow-weaker': Flags.boolean({ description: 'accept another state, a chosen seed and a smaller budget' }),
    workers: workersFlag(),
  };
  static override examples = [
    '<%= config.bin %> arena verify mine.evidence.json --candidate mine.ts',
    '<%= config.bin %> arena verify mine.evidence.json --base main',
    '<%= config.bin %> arena verify mine.evidence.json --candidate mine.ts --allow-weaker --json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(ArenaVerify);
    const progress = new ArenaProgress(this.style, this.jsonEnabled());
    const { candidate, base, phenotype, workers } = flags;
    const verified = await verifyArena({
      start: flags.repo ?? '.',
      file: args.evidence,
      phenotype,
      allowWeaker: flags['allow-weaker'],
      progress: progress.listener,
      ...(candidate === undefined ? {} : { candidate }),
      ...(base === undefined ? {} : { base }),
      ...(workers === undefined ? {} : { workers }),
    }).finally(() => {
      progress.end();
    });
    this.say(verifiedEvidenceView(verified, this.style));
    const { locus, verdict, weaker } = verified;
    return { ok: true, locus, candidate: verified.candidate, verdict, weaker };
  }
}
