import { Args, Flags } from '@oclif/core';
import { planConclusion } from '../cli/plan-view.ts';
import { readInput } from '../cli/read-input.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { topologyFlags } from '../cli/topology-flags.ts';
import { TopologyProgress } from '../cli/topology-progress.ts';
import { planOnKernel } from '../organism/topology/topology-on-kernel.ts';

export default class Plan extends SgCommand {
  static override summary = 'Show what a deploy of a topology would change, and which traffic it would disturb.';
  static override description =
    'The deploy is done on a copy of the world that nobody keeps, so the plan is what would happen, not a guess at it. ' +
    'Nothing is changed and nothing is recorded. Exits with 1 when the deploy would not succeed, and with --check also ' +
    'when there is anything to do.';
  static override args = { topology: Args.string({ description: 'topology', required: true }) };
  static override flags = {
    ...topologyFlags,
    check: Flags.boolean({ description: 'exit with 1 when anything is not as the topology says' }),
  };
  static override examples = [
    '<%= config.bin %> plan production_server',
    '<%= config.bin %> plan production_server --phenotype edge --check',
    '<%= config.bin %> plan production_server --input \'{"nic": ["ens1", "ens2", "ens3"]}\' --json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Plan);
    const { repo, check, ...given } = flags;
    const input = await readInput(flags.input);
    const progress = new TopologyProgress(this.jsonEnabled() ? undefined : this.say.bind(this), this.style);
    progress.begin(`plan ${args.topology}`, flags.phenotype, flags.kernel);
    const report = await planOnKernel({
      ...given,
      start: repo ?? '.',
      topology: args.topology,
      input,
      emit: progress.runListener,
      emitTopology: progress.listener,
    });
    progress.end();
    this.say(`\n${planConclusion(report, this.style)}`);
    if (!report.ok || (check && !report.empty)) process.exitCode = 1;
    return report;
  }
}
