import type { MutationStep } from '../evolution/mutate/mutation-step.ts';
import type { StageName } from '../arena/stage-result.ts';
import { shortDigest } from '../model/digest.ts';
import { ArenaProgress } from './arena-progress.ts';
import type { Style } from './style.ts';

const told: Partial<Record<MutationStep, string>> = {
  reserved: 'asking',
  kept: 'answered',
  committed: 'committed',
  pushed: 'pushed',
  opened: 'pull request is open',
};

/** How far a mutation is, on standard error of a terminal. */
export class MutationProgress {
  readonly #arena: ArenaProgress;
  readonly #style: Style;
  readonly #shown: boolean;
  #judged = '';

  constructor(style: Style, json: boolean) {
    this.#arena = new ArenaProgress(style, json);
    this.#style = style;
    this.#shown = !json && process.stderr.isTTY;
  }

  readonly step = (step: MutationStep): void => {
    this.#say(told[step]);
  };

  readonly judging = (candidate: string, stage: StageName, done: number, of: number): void => {
    if (candidate !== this.#judged) this.#say(`judging ${shortDigest(candidate)}`);
    this.#judged = candidate;
    this.#arena.listener(stage, done, of);
  };

  readonly waiting = (seconds: number, why: string): void => {
    this.#say(`waiting ${seconds} s: ${why}`);
  };

  end(): void {
    this.#arena.end();
  }

  #say(text: string | undefined): void {
    if (!this.#shown || text === undefined) return;
    this.#arena.end();
    process.stderr.write(`${this.#style.dim(`  ${text}`)}\n`);
  }
}
