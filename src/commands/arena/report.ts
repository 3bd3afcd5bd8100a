import { Args, Flags } from '@oclif/core';
import { printableLine } from '../../cli/printable.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { reportProposal } from '../../evolution/propose/report-proposal.ts';

export default class ArenaReport extends SgCommand {
  static override summary = 'Put the answer of `sg arena check` on the commit, as a check of the forge.';
  static override description =
    'For a job of its own: it reads the file as data and runs nothing of the proposal, so it may hold the token (checks: ' +
    'write) in GITHUB_TOKEN. The commit is named by whoever starts it; an answer about another one is refused.';
  static override args = {
    file: Args.string({ description: 'what `sg arena check --out` has written', required: true }),
  };
  static override flags = {
    head: Flags.string({ description: 'commit that was to be judged, in full', required: true, helpValue: 'SHA' }),
    remote: Flags.string({ description: 'remote on the forge', default: 'origin' }),
  };
  static override examples = [
    '<%= config.bin %> arena report check.json --head 0123456789abcdef0123456789abcdef01234567',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(ArenaReport);
    const { head, remote } = flags;
    const report = await reportProposal({ start: flags.repo ?? '.', file: args.file, head, remote, env: process.env });
    this.log(`${report.conclusion} on ${report.head.slice(0, 12)}: ${printableLine(report.title, 200)}`);
    return { ok: true, head: report.head, conclusion: report.conclusion, title: report.title, url: report.url };
  }
}
