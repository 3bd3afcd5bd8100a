import { Flags } from '@oclif/core';
import { ExportProgress } from '../cli/export-progress.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { byteText } from '../cli/transfer-progress.ts';
import { exportDashboard } from '../dashboard/export-dashboard.ts';
import { serveDashboard } from '../dashboard/serve-dashboard.ts';

export default class Dashboard extends SgCommand {
  static override summary = 'Look at the genome in a browser, or write it as pages to publish.';
  static override description =
    'Serves pages on this machine alone (127.0.0.1) until interrupted: loci, alleles, fitness over time, lineage, history, ' +
    'phenotypes, pathways, proposals and hosts, as they are committed and as ledgers tell. It changes nothing and loads ' +
    'nothing from elsewhere. With --export it writes the same pages as files that need no server.';
  static override flags = {
    phenotype: phenotypeFlag,
    port: Flags.integer({
      description: 'port to serve on; 0 takes any that is free',
      default: 7331,
      min: 0,
      max: 65_535,
    }),
    export: Flags.string({
      description: 'write the pages to this folder instead; one that was made so before is replaced as a whole',
      helpValue: 'DIR',
      exclusive: ['port'],
    }),
  };
  static override examples = [
    '<%= config.bin %> dashboard',
    '<%= config.bin %> dashboard --port 0 --phenotype edge',
    '<%= config.bin %> dashboard --export site',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Dashboard);
    const request = { start: flags.repo ?? '.', phenotype: flags.phenotype };
    if (flags.export !== undefined) return this.#export({ ...request, folder: flags.export });
    const ended = interruption();
    const running = await serveDashboard({ ...request, port: flags.port });
    if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify({ ok: true, url: running.url })}\n`);
    else this.log(`${this.style.strong(running.url)}  ${this.style.dim('Ctrl-C ends it')}`);
    await ended;
    await running.close();
    return undefined;
  }

  async #export(request: { start: string; phenotype: string; folder: string }): Promise<unknown> {
    const progress = new ExportProgress(this.style, this.jsonEnabled());
    try {
      const { folder, pages, bytes } = await exportDashboard({ ...request, progress: progress.listener });
      progress.end();
      this.say(`${pages} pages, ${byteText(bytes)}, in ${folder}`);
      return { ok: true, folder, pages, bytes };
    } finally {
      progress.end();
    }
  }
}

/** Resolves when somebody ends the program. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      process.off('SIGINT', end).off('SIGTERM', end);
      resolve();
    };
    process.on('SIGINT', end).on('SIGTERM', end);
  });
}
