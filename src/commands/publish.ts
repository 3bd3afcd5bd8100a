import { Flags } from '@oclif/core';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { publishView } from '../cli/publish-view.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { publishPhenotype } from '../organism/host/publish-phenotype.ts';

export default class Publish extends SgCommand {
  static override summary = 'Bring the branch phenotype/NAME to what main expresses.';
  static override description =
    'One commit on top of what is there: contracts, the phenotype, the alleles it expresses with their certificates, and ' +
    'nothing else of the pool. Each is checked first. Without a change there is no commit. Hosts take the branch with ' +
    '`sg pull`.';
  static override flags = {
    phenotype: phenotypeFlag,
    from: Flags.string({ description: 'branch or commit that is published', default: 'main' }),
    push: Flags.boolean({ description: 'push the branch to the remote as well' }),
    remote: Flags.string({
      description: 'where --push goes, by name or address',
      default: 'origin',
    }),
    'sign-key': Flags.string({
      description: 'SSH key to sign the commit with',
      helpValue: 'FILE',
      env: 'SG_SIGNING_KEY',
    }),
    'dry-run': Flags.boolean({ description: 'tell what would be published, commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> publish --dry-run',
    '<%= config.bin %> publish --phenotype edge --push --sign-key ~/.ssh/publish',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Publish);
    const { phenotype, from, remote, 'sign-key': signKey, 'dry-run': dryRun } = flags;
    const result = await publishPhenotype(flags.repo ?? '.', {
      phenotype,
      from,
      dryRun,
      ...(flags.push ? { pushTo: remote } : {}),
      ...(signKey === undefined ? {} : { signKey }),
    });
    this.say(publishView(result, this.style));
    return { ok: true, ...result };
  }
}
