import path from 'node:path';
import { Flags } from '@oclif/core';
import { installView } from '../../cli/host-install-view.ts';
import { SgCommand } from '../../cli/sg-command.ts';
import { hostTools } from '../../kernel/observe/host-tools.ts';
import { installHost } from '../../organism/host/setup/install-host.ts';

export default class HostInstall extends SgCommand {
  static override summary = 'Set this machine up as a host: configuration, state folder, systemd units.';
  static override description =
    'Writes /etc/sg/config.toml (keys that are there stay), /var/lib/sg, and units that undo at boot what was cut off, pull ' +
    'the phenotype, make due verifications, push the ledger and write metrics. Tokens belong in /etc/sg/environment ' +
    '(SG_TOKEN=…), readable by root only. A second install changes nothing; what somebody changed stays.';
  static override flags = {
    remote: Flags.string({ description: 'address of the repository; needed the first time', helpValue: 'URL' }),
    phenotype: Flags.string({ char: 'p', description: 'phenotype this host expresses (default)' }),
    kernel: Flags.option({
      options: ['networkmanager', 'iproute2', 'mock'] as const,
      description: 'how its network is changed (networkmanager)',
    })(),
    host: Flags.string({ description: "name its ledger is published under (the machine's)", helpValue: 'NAME' }),
    'allowed-signers': Flags.string({ description: 'who may have signed what is pulled', helpValue: 'FILE' }),
    metrics: Flags.string({ description: 'file for Prometheus (/var/lib/sg/metrics/sg.prom)', helpValue: 'FILE' }),
    state: Flags.string({ description: 'folder of its state (/var/lib/sg)', helpValue: 'DIR' }),
    program: Flags.string({ description: 'the sg that units start (the one that is running)', helpValue: 'PATH' }),
    root: Flags.string({ description: 'write below this folder and start nothing, for packages', helpValue: 'DIR' }),
    start: Flags.boolean({ description: 'enable and start the units', default: true, allowNo: true }),
    'dry-run': Flags.boolean({ description: 'show every file, write nothing' }),
  };
  static override examples = [
    '<%= config.bin %> host install --remote https://github.com/OWNER/REPOSITORY.git --dry-run',
    'sudo <%= config.bin %> host install --remote git@github.com:OWNER/REPOSITORY.git --phenotype edge',
    '<%= config.bin %> host install --remote /srv/genome.git --root ./debian/sg --program /usr/bin/sg',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(HostInstall);
    const { remote, phenotype, kernel, host, metrics, state, program, start } = flags;
    const keys = { phenotype, kernel, host, metrics, state, 'allowed-signers': flags['allowed-signers'] };
    const given = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
    const result = await installHost(
      {
        ...given,
        remote,
        program,
        running: [process.execPath, path.join(this.config.root, 'bin', 'run.js')],
        root: path.resolve(flags.root ?? '/'),
        start,
        dryRun: flags['dry-run'],
      },
      hostTools(),
    );
    this.say(installView(result, this.style));
    return { ok: true, ...result };
  }
}
