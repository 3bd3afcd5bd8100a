import type { Kernel } from './kernel.ts';

/** Seconds that a sleeper may wake early, where the clock is put right by a little, and late on a busy machine. */
const earliestWaking = 1;
const latestWaking = 60;

/**
 * A kernel's clock for whoever waits by it. A host's is set right now and then: by an hour back, and a wait would take an
 * hour more; by a day ahead, and it would be over at once. Here what passes in a sleep is what was slept.
 */
export class EvenClock {
  readonly #kernel: Pick<Kernel, 'now' | 'sleep'>;
  #ahead = 0;
  #last = -Infinity;

  constructor(kernel: Pick<Kernel, 'now' | 'sleep'>) {
    this.#kernel = kernel;
  }

  /** Seconds since 1970, as the clock stood at the first question. */
  async now(): Promise<number> {
    const now = (await this.#kernel.now()) + this.#ahead;
    if (now < this.#last) this.#ahead += this.#last - now;
    this.#last = Math.max(now, this.#last);
    return this.#last;
  }

  async sleep(seconds: number): Promise<void> {
    const before = await this.now();
    await this.#kernel.sleep(seconds);
    const passed = (await this.now()) - before;
    if (passed >= seconds - earliestWaking && passed <= seconds + latestWaking) return;
    this.#ahead += seconds - passed;
    this.#last = before + seconds;
  }
}
