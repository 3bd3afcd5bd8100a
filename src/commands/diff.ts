import { Args } from '@oclif/core';
import { genomeDiffView } from '../cli/diff-view.ts';
import { printableLine } from '../cli/printable.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { diffGenome } from '../organism/history/diff.ts';

export default class Diff extends SgCommand {
  static override summary = 'Show what differs in meaning between two states of the genome.';
  static override description =
    'Contracts are compared by what they mean, phenotypes by what they express and set, the gene pool by its alleles and ' +
    'their certificates. A alone is compared with HEAD; without an argument, HEAD is compared with the files as they are.';
  static override args = {
    range: Args.string({ description: 'A..B, each a branch, tag or commit; or A alone', required: false }),
  };
  static override examples = [
    '<%= config.bin %> diff',
    '<%= config.bin %> diff main~5..main',
    '<%= config.bin %> diff sg/before-upgrade --json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Diff);
    const diff = await diffGenome(flags.repo ?? '.', args.range);
    const ends = [diff.from, diff.to].map(({ name, commit }) => {
      return printableLine(commit === null ? name : `${name} (${commit.slice(0, 12)})`, 100);
    });
    this.log(this.style.dim(ends.join(' → ')));
    const view = genomeDiffView(diff, this.style);
    this.log(view === '' ? 'No difference.' : view);
    return { ok: true, ...diff };
  }
}
