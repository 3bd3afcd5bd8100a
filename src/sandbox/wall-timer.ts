import type { EngineStop } from './engine/engine-stop.ts';
import type { TimeBudget } from './engine/time-budget.ts';

/** Ends the wait for host calls when a run's wall time is up. The timer exists only while something is waited for. */
export class WallTimer {
  readonly #budget: TimeBudget;
  #expiry: Promise<never> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(budget: TimeBudget) {
    this.#budget = budget;
  }

  /**
   * What the work gives, or the wall limit's stop if that comes first. The work's own end is then ignored, a rejection too.
   *
   * @throws EngineStop
   */
  race<T>(work: Promise<T>): Promise<T> {
    this.#expiry ??= new Promise<never>((_, reject) => {
      this.#timer = setTimeout(() => {
        reject(this.#stop());
      }, this.#budget.wallLeft());
    });
    return Promise.race([work, this.#expiry]);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #stop(): EngineStop {
    return this.#budget.wallStop();
  }
}
