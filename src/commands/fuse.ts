import { Args, Flags } from '@oclif/core';
import { fusionsView, fusionView } from '../cli/fusion-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { worldFlags } from '../cli/world-flags.ts';
import { fusePathway } from '../organism/fusion/fuse.ts';
import { fusions } from '../organism/fusion/fusion-status.ts';

export default class Fuse extends SgCommand {
  static override summary = 'Make one allele of the steps of a pathway that has proven itself.';
  static override description =
    'After ten successes in a row with the same alleles a pathway may be fused: the sources of its steps become one module ' +
    "at the pathway's own locus, tried beside the steps on the mock and committed with the phenotype that expresses it. " +
    'It runs with every safeguard its steps have; when it fails it comes apart and the steps run again. Without a pathway ' +
    'the state of all is shown.';
  static override args = { pathway: Args.string({ description: 'pathway to fuse' }) };
  static override flags = {
    phenotype: phenotypeFlag,
    world: worldFlags.world,
    now: Flags.boolean({ description: 'do not wait for ten successes in a row' }),
    'dry-run': Flags.boolean({ description: 'make it and try it; commit nothing' }),
  };
  static override examples = [
    '<%= config.bin %> fuse',
    '<%= config.bin %> fuse provision_management_bridge',
    '<%= config.bin %> fuse provision_management_bridge --now --dry-run --json',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Fuse);
    const start = flags.repo ?? '.';
    const { phenotype, world, now } = flags;
    if (args.pathway === undefined) {
      const pathways = await fusions(start, phenotype);
      this.say(fusionsView(pathways, this.style));
      return { ok: true, phenotype, pathways };
    }
    const fusion = await fusePathway({ start, phenotype, world, now, pathway: args.pathway, dryRun: flags['dry-run'] });
    this.say(fusionView(fusion, flags['dry-run'], this.style));
    return { ok: true, dryRun: flags['dry-run'], ...fusion };
  }
}
