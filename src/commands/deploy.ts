import { Args } from '@oclif/core';
import { deployConclusion } from '../cli/deploy-view.ts';
import { readInput } from '../cli/read-input.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { topologyFlags } from '../cli/topology-flags.ts';
import { TopologyProgress } from '../cli/topology-progress.ts';
import { deployOnKernel } from '../organism/topology/topology-on-kernel.ts';

export default class Deploy extends SgCommand {
  static override summary = 'Make a topology true.';
  static override description =
    'Each resource is made true by the pathway that provides its kind, those that refer to others after them. What is ' +
    'right already is left alone, so a second deploy changes nothing. What fails is undone and reported; the topology ' +
    'says whether the rest is kept. Exits with 1 when something could not be made true or the verification fails.';
  static override args = { topology: Args.string({ description: 'topology', required: true }) };
  static override flags = topologyFlags;
  static override examples = [
    '<%= config.bin %> deploy production_server',
    '<%= config.bin %> deploy production_server --phenotype edge --json',
    '<%= config.bin %> deploy production_server --input @server.json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Deploy);
    const { repo, ...given } = flags;
    const input = await readInput(flags.input);
    const progress = new TopologyProgress(this.jsonEnabled() ? undefined : this.say.bind(this), this.style);
    progress.begin(`deploy ${args.topology}`, flags.phenotype, flags.kernel);
    const report = await deployOnKernel({
      ...given,
      start: repo ?? '.',
      topology: args.topology,
      input,
      emit: progress.runListener,
      emitTopology: progress.listener,
    });
    progress.end();
    this.say(`\n${deployConclusion(report, this.style)}`);
    if (!report.ok) process.exitCode = report.failure?.kind === 'environment' ? 4 : 1;
    return report;
  }
}
