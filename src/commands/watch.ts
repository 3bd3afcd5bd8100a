import { Flags } from '@oclif/core';
import { durationFlag } from '../cli/duration-flag.ts';
import { phenotypeFlag } from '../cli/phenotype-flag.ts';
import { SgCommand } from '../cli/sg-command.ts';
import { watchView } from '../cli/watch-view.ts';
import { kernelFlags } from '../cli/world-flags.ts';
import { watchLoop } from '../organism/watch/watch-loop.ts';
import { advanceWorld, watchRound, type WatchRound } from '../organism/watch/watch-round.ts';

export default class Watch extends SgCommand {
  static override summary = 'Make the verifications that runs left for later.';
  static override description =
    'Looks at what fell due by the clock of the kernel: convergence that a run did not wait for, and whether a change still ' +
    'holds after an hour, six hours, a day and a week. Each finding is credited to the allele that acted, also when it ' +
    'turns an earlier verdict round. Nothing in the world is changed, but on a host: what a run with --no-wait left to be ' +
    'confirmed stays if it holds when its windows have ended, and is undone if it does not; what a killed sg left half ' +
    'done is undone. With --once exits with 1 when something is bad; ' +
    'without it goes on until interrupted, with --json one line a look.';
  static override flags = {
    ...kernelFlags,
    phenotype: phenotypeFlag,
    once: Flags.boolean({ description: 'look once and end' }),
    interval: durationFlag({ description: 'time between two looks', default: 60, exclusive: ['once'] }),
    advance: durationFlag({ description: "let the mock's clock pass before the first look", helpGroup: 'MOCK' }),
  };
  static override examples = [
    '<%= config.bin %> watch --once',
    '<%= config.bin %> watch --interval 5m',
    '<%= config.bin %> watch --once --advance 24h',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Watch);
    const request = { start: flags.repo ?? '.', kernel: flags.kernel, phenotype: flags.phenotype, world: flags.world };
    if (flags.advance !== undefined) await advanceWorld(request, flags.advance);
    if (!flags.once) return this.#loop(request, flags.interval * 1000);
    const round = await watchRound(request);
    this.say(watchView(round, this.style));
    if (!round.ok) process.exitCode = 1;
    return round;
  }

  async #loop(request: Parameters<typeof watchRound>[0], intervalMs: number): Promise<void> {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    process.once('SIGINT', end).once('SIGTERM', end);
    try {
      await watchLoop(request, {
        intervalMs,
        signal: ending.signal,
        report: (round) => {
          this.#report(round);
        },
      });
    } finally {
      process.off('SIGINT', end).off('SIGTERM', end);
    }
  }

  #report(round: WatchRound): void {
    if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify(round)}\n`);
    else if ([round.checked, round.changes, round.recovered].some(({ length }) => length > 0))
      this.say(watchView(round, this.style));
  }
}
