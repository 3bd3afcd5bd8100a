import { Args, Flags } from '@oclif/core';
import { fusionNote } from '../cli/fusion-view.ts';
import { mutationDefaults } from '../cli/mutation-flags.ts';
import { MutationProgress } from '../cli/mutation-progress.ts';
import { mutationView } from '../cli/mutation-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { printable } from '../cli/printable.ts';
import { readInput } from '../cli/read-input.ts';
import { RunProgress } from '../cli/run-progress.ts';
import { conclusionView } from '../cli/run-view.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { kernelFlags } from '../cli/world-flags.ts';
import { answerCaptured } from '../evolution/mutate/answer-captured.ts';
import { openMeans } from '../evolution/mutate/open-means.ts';
import type { MutationReport } from '../organism/run/report.ts';
import { runOnKernel } from '../organism/run/run-on-kernel.ts';

export default class Run extends SgCommand {
  static override summary = 'Run a pathway, or a single gene.';
  static override description =
    'The input is checked against the contract before anything happens. Each step runs in a transaction: what fails is ' +
    'rolled back, the state is proven to be the one from before, and the next allele of the stack answers. Exits with 1 ' +
    'when the work failed, was refused, or found something unhealthy.';
  static override args = { target: Args.string({ description: 'pathway or gene', required: true }) };
  static override flags = {
    ...kernelFlags,
    phenotype: phenotypeFlag,
    input: Flags.string({ char: 'i', description: 'input as JSON, @FILE, or - for standard input', helpValue: 'JSON' }),
    wait: Flags.boolean({
      description: "wait for the contracts' verification windows",
      default: true,
      allowNo: true,
    }),
    jobs: Flags.integer({
      char: 'j',
      description: 'independent steps that may run at the same time',
      default: 4,
      min: 1,
      max: 64,
    }),
    'dry-run': Flags.boolean({ description: 'do it, verify it, undo it; record nothing' }),
    'mutation-engine': Flags.string({
      description: 'who is asked for a better allele when every one has failed: auto, mock, claude, openai, command',
      default: 'none',
      helpValue: 'NAME',
    }),
  };
  static override examples = [
    '<%= config.bin %> run provision_management_bridge --input \'{"bridge_name": "br0", "interfaces": ["eth1"]}\'',
    '<%= config.bin %> run health_check_bridge --input \'{"bridge_name": "br0"}\' --json',
    '<%= config.bin %> run bridge_create --input @input.json --dry-run',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Run);
    const input = await readInput(flags.input);
    const progress = new RunProgress(this.jsonEnabled() ? undefined : this.say.bind(this), this.style);
    progress.begin(args.target, flags.phenotype, flags.kernel);
    const report = await runOnKernel({
      start: flags.repo ?? '.',
      phenotype: flags.phenotype,
      kernel: flags.kernel,
      world: flags.world,
      target: args.target,
      input,
      wait: flags.wait,
      jobs: flags.jobs,
      dryRun: flags['dry-run'],
      emit: progress.listener,
    });
    this.say(`\n${conclusionView(report, this.style)}`);
    const note = fusionNote(report.fusion, this.style);
    if (note !== undefined) this.say(`\n${note}`);
    if (!report.ok) process.exitCode = report.failure?.kind === 'environment' ? 4 : 1;
    const engine = flags['mutation-engine'];
    const { case: kept } = report.mutation;
    if (engine === 'none' || kept === undefined) return report;
    const answer = await this.answer(kept, { engine, phenotype: flags.phenotype, start: flags.repo ?? '.' });
    return { ...report, mutation: answer };
  }

  private async answer(
    file: string,
    { engine, ...where }: { readonly engine: string; readonly phenotype: string; readonly start: string },
  ): Promise<MutationReport> {
    const progress = new MutationProgress(this.style, this.jsonEnabled());
    const request = { ...where, ...mutationDefaults };
    const { report, result } = await answerCaptured(file, request, () =>
      openMeans({
        start: where.start,
        engine,
        env: process.env,
        version: this.config.version,
        step: progress.step,
        progress: progress.judging,
      }),
    ).finally(() => {
      progress.end();
    });
    if (result !== undefined) this.say(`\n${mutationView(result, this.style)}`);
    if (report.error !== undefined)
      this.say(`\n${this.style.warn(report.error.code)}: ${printable(report.error.message)}`);
    return report;
  }
}
