import path from 'node:path';
import { Args, Flags } from '@oclif/core';
import { printableLine } from '../cli/printable.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { initGenome } from '../organism/init/init-genome.ts';

export default class Init extends SgCommand {
  static override summary = 'Make a genome repository, or complete the one that is there.';
  static override description =
    'A new repository gets the network genome: contracts, seed alleles and a phenotype that expresses them, committed so ' +
    'that git log and git blame tell why each locus expresses what it does. In an existing one only what is missing is ' +
    'registered; what evolved there stays. A second init changes nothing.';
  static override args = {
    dir: Args.string({ description: 'folder of the repository (default: the one you are in)', required: false }),
  };
  static override flags = { 'dry-run': Flags.boolean({ description: 'tell what would be committed, change nothing' }) };
  static override examples = ['<%= config.bin %> init my-genome', '<%= config.bin %> init --dry-run'];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Init);
    const dir = path.resolve(flags.repo ?? '.', args.dir ?? '.');
    const options = { dryRun: flags['dry-run'], enclosing: args.dir === undefined };
    const result = await initGenome(dir, this.config.root, options);
    for (const { subject, files } of result.commits) {
      this.say(`${this.style.good('commit')}  ${printableLine(subject)}  ${this.style.dim(`${files} files`)}`);
    }
    const verb = flags['dry-run'] ? 'would be made' : 'made';
    this.say(
      result.commits.length === 0
        ? 'Nothing is missing.'
        : `${result.commits.length} commits ${verb} in ${result.root}`,
    );
    if (result.fresh && !flags['dry-run']) {
      this.say(`${this.style.strong('next')}  ${args.dir === undefined ? '' : `cd ${args.dir} && `}sg status`);
    }
    return { ok: true, dryRun: flags['dry-run'], ...result };
  }
}
