import { Flags } from '@oclif/core';
import { fromHost } from '../cli/host-defaults.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { pullView } from '../cli/pull-view.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { TransferProgress } from '../cli/transfer-progress.ts';
import { pullPhenotype } from '../organism/host/pull-phenotype.ts';

export default class Pull extends SgCommand {
  static override summary = 'Take the newest phenotype onto this host and let it run.';
  static override description =
    'Fetches the branch phenotype/NAME, checks contracts, the digest and the certificate of every allele, that history ' +
    'went on from what runs here and, where the host asks for it, the signature; then exchanges the tree that runs in ' +
    'one step. Whatever fails, what ran before keeps running. In an empty folder, --remote URL makes it a host. ' +
    'Signatures are asked for by sg.requireSigned=true and gpg.ssh.allowedSignersFile=FILE in .git/config.';
  static override flags = {
    phenotype: phenotypeFlag,
    remote: remoteFlag('where it comes from'),
    'allowed-signers': {
      ...Flags.string({
        description:
          "who may have signed it (ssh-keygen(1), ALLOWED SIGNERS; default: the host's); unsigned is refused",
        helpValue: 'FILE',
        noCacheDefault: true,
      }),
      default: fromHost('allowed-signers', undefined),
    },
    trust: Flags.string({
      description: 'take this commit although it does not continue what runs here',
      helpValue: 'COMMIT',
    }),
    'dry-run': Flags.boolean({ description: 'fetch and check, switch nothing' }),
  };
  static override examples = [
    '<%= config.bin %> pull --remote https://github.com/OWNER/REPOSITORY.git',
    '<%= config.bin %> pull --phenotype edge --allowed-signers /etc/sg/signers',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Pull);
    const { phenotype, remote, trust, 'allowed-signers': allowedSigners, 'dry-run': dryRun } = flags;
    const progress = new TransferProgress(this.style, this.jsonEnabled());
    const result = await pullPhenotype(flags.repo ?? '.', {
      phenotype,
      remote,
      dryRun,
      limits: { progress: progress.listener },
      ...(allowedSigners === undefined ? {} : { allowedSigners }),
      ...(trust === undefined ? {} : { trust }),
    }).finally(() => {
      progress.end();
    });
    this.say(pullView(result, this.style));
    return { ok: true, ...result };
  }
}
