import path from 'node:path';
import { Flags } from '@oclif/core';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { printable } from '../cli/printable.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { kernelFlags } from '../cli/world-flags.ts';
import { exposition } from '../organism/metrics/exposition.ts';
import { hostMetrics } from '../organism/metrics/host-metrics.ts';
import { writeMetrics } from '../organism/metrics/write-metrics.ts';

export default class Metrics extends SgCommand {
  static override summary = 'Tell how this host fares in the text format of Prometheus.';
  static override description =
    'Attempts by locus and outcome, verdicts, dominant alleles, due verifications, breakers, rollbacks that were not proven, ' +
    'the last pull, push and runs. With --file the text is exchanged in one step, as the textfile collector of ' +
    'node_exporter wants it.';
  static override flags = {
    kernel: kernelFlags.kernel,
    phenotype: phenotypeFlag,
    file: Flags.string({ description: 'write to this file, which should end in .prom', helpValue: 'PATH' }),
  };
  static override examples = [
    '<%= config.bin %> metrics',
    '<%= config.bin %> metrics --file /var/lib/prometheus/node-exporter/sg.prom',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Metrics);
    const { kernel, phenotype } = flags;
    const families = await hostMetrics({ start: flags.repo ?? '.', kernel, phenotype });
    const text = exposition(families);
    if (flags.file === undefined) this.log(printable(text.trimEnd()));
    else await writeMetrics(path.resolve(flags.file), text);
    return { ok: true, file: flags.file ?? null, families };
  }
}
