import { Flags } from '@oclif/core';
import { fromHost } from '../cli/host-defaults.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { pushView } from '../cli/push-view.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { pushLedger } from '../evolution/exchange/push-ledger.ts';

export default class Push extends SgCommand {
  static override summary = 'Give what this host has learnt to the branch fitness/HOST.';
  static override description =
    'Commits the ledger (counts, verdicts and digests; no texts of genes or kernels) and the failure cases that the ' +
    'capture policy lets go, and pushes them. Only this machine writes the branch; another one of the same name is ' +
    'noticed. While the remote is away the commits wait here. A case that holds the value of a secret of the environment ' +
    'stays.';
  static override flags = {
    remote: remoteFlag('where it goes'),
    phenotype: phenotypeFlag,
    host: {
      ...Flags.string({
        description: "name the ledger is published under (default: the configuration's, else the machine's)",
        env: 'SG_HOST',
        noCacheDefault: true,
      }),
      default: fromHost('host', undefined),
    },
    'take-over': Flags.boolean({ description: 'this machine replaces the one that had the name before' }),
    'dry-run': Flags.boolean({ description: 'tell what would go, commit and push nothing' }),
  };
  static override examples = ['<%= config.bin %> push', '<%= config.bin %> push --host lab-1 --dry-run'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Push);
    const { remote, phenotype, host, 'take-over': takeOver, 'dry-run': dryRun } = flags;
    const named = host === undefined ? {} : { host };
    const result = await pushLedger(flags.repo ?? '.', { remote, phenotype, takeOver, dryRun, ...named });
    this.say(pushView(result, this.style));
    return { ok: true, ...result };
  }
}
