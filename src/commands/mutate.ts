import { Args, Flags } from '@oclif/core';
import { mutationFlags } from '../cli/mutation-flags.ts';
import { MutationProgress } from '../cli/mutation-progress.ts';
import { mutationView } from '../cli/mutation-view.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { mutate } from '../evolution/mutate/mutate.ts';
import { openMeans } from '../evolution/mutate/open-means.ts';
import { showPrompt } from '../evolution/mutate/show-prompt.ts';

export default class Mutate extends SgCommand {
  static override summary = 'Answer a captured failure with a new allele, on a branch.';
  static override description =
    'Shows an engine the contract, the allele that failed, the failure and what was rejected before, and asks for better ' +
    'ones. Each goes through the arena with the failure to replay; the best that passes is committed with certificate and ' +
    'evidence to a branch mutation/LOCUS/…, the others to its graveyard. The branch that is checked out stays as it is. ' +
    'Run again for the same failure, it asks nobody. Exits with 1 when nothing is proposed. ' +
    'SG_MUTATION_BUDGET=calls=30,tokens=1000000,money=2.50,cooldown=600 bounds a day of a locus.';
  static override args = { locus: Args.string({ description: 'gene that failed', required: true }) };
  static override flags = {
    ...mutationFlags,
    case: Flags.string({ char: 'c', description: 'the failure case', required: true, helpValue: 'FILE' }),
  };
  static override examples = [
    '<%= config.bin %> mutate bridge_uplink --case .sg/cases/bridge_uplink-0123456789ab.json',
    '<%= config.bin %> mutate bridge_uplink --case failure.json --mutation-engine claude --count 4 --json',
    '<%= config.bin %> mutate bridge_uplink --case failure.json --show-prompt',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Mutate);
    const { phenotype, count, base, remote } = flags;
    const start = flags.repo ?? '.';
    const request = { start, ...args, phenotype, count, base, remote, case: flags.case, dryRun: flags['dry-run'] };
    if (flags['show-prompt']) {
      const shown = await showPrompt(request, process.env);
      this.log(shown.prompt);
      return { ok: true, ...shown };
    }
    const progress = new MutationProgress(this.style, this.jsonEnabled());
    const means = await openMeans({
      start,
      engine: flags['mutation-engine'],
      env: process.env,
      version: this.config.version,
      step: progress.step,
      progress: progress.judging,
      ...(flags.model === undefined ? {} : { model: flags.model }),
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
    });
    const result = await mutate(request, means).finally(() => {
      progress.end();
    });
    this.log(mutationView(result, this.style));
    const ok = result.state !== 'nothing-passed' && result.state !== 'not-asked';
    if (!ok) process.exitCode = 1;
    return { ok, ...result };
  }
}
