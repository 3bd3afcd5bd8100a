import { nextView } from '../cli/next-view.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { nextSteps } from '../organism/status/next-steps.ts';

export default class Next extends SgCommand {
  static override summary = 'Tell what to do next here; so does `sg` without arguments.';
  static override flags = { phenotype: phenotypeFlag };
  static override examples = ['<%= config.bin %> next', '<%= config.bin %>'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Next);
    const standing = await nextSteps(flags.repo ?? '.', flags.phenotype);
    this.say(nextView(standing, this.style));
    return { ok: true, ...standing };
  }
}
