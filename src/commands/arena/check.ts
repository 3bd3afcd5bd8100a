import { writeFile } from 'node:fs/promises';
import { Flags } from '@oclif/core';
import { ArenaProgress } from '../../cli/arena-progress.ts';
import { proposalCheckView } from '../../cli/proposal-check-view.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { workersFlag } from '../../cli/workers-flag.ts';
import { checkProposal } from '../../evolution/propose/check-proposal.ts';
import { checkReport } from '../../evolution/propose/check-report.ts';

export default class ArenaCheck extends SgCommand {
  static override summary = 'Check a proposed branch: what it changes, and whether its evidence holds.';
  static override description =
    'Reads the commit from git without checking it out, so that nothing of it decides how it is judged. A branch of ' +
    '`sg mutate` may add alleles with certificate and evidence, and graves, and nothing else; the evidence of each is made ' +
    'again from what the base expresses. Needs no secret. Exits with 1 when the proposal is refused; ' +
    '`sg arena report` puts the answer on the commit.';
  static override flags = {
    head: Flags.string({ description: 'commit or branch of the proposal', required: true, helpValue: 'REV' }),
    base: Flags.string({ description: 'branch it is to be merged into', default: 'main', helpValue: 'REV' }),
    remote: Flags.string({ description: 'remote where the base is, if it is not here', default: 'origin' }),
    branch: Flags.string({
      description: 'what the branch is called: any but mutation/… may change other things too',
      helpValue: 'NAME',
    }),
    'allow-weaker': Flags.boolean({ description: 'accept a chosen seed and a smaller budget' }),
    workers: workersFlag(),
    markdown: Flags.boolean({ description: 'show the answer as it would stand in a check', exclusive: ['json'] }),
    out: Flags.string({ char: 'o', description: 'write the answer to this file', helpValue: 'FILE' }),
  };
  static override examples = [
    '<%= config.bin %> arena check --head mutation/bridge_uplink/0123456789ab',
    '<%= config.bin %> arena check --head 1f2e3d4c5b6a --base main --out check.json --json',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(ArenaCheck);
    const progress = new ArenaProgress(this.style, this.jsonEnabled());
    const { head, base, remote, branch, workers, out } = flags;
    const check = await checkProposal({
      start: flags.repo ?? '.',
      head,
      base,
      remote,
      allowWeaker: flags['allow-weaker'],
      progress: progress.listener,
      ...(branch === undefined ? {} : { branch }),
      ...(workers === undefined ? {} : { workers }),
    }).finally(() => {
      progress.end();
    });
    const report = checkReport(check);
    if (out !== undefined) await writeFile(out, `${JSON.stringify(report)}\n`);
    if (flags.markdown) this.log(report.summary);
    else this.say(proposalCheckView(check, this.style));
    if (check.conclusion === 'failure') process.exitCode = 1;
    return { ok: check.conclusion !== 'failure', ...check };
  }
}
