import { EngineStop } from './engine-stop.ts';

/** Units the meter hands out between two looks at the clock: some 100 µs of work. */
export const fuelPerCheck = 50_000;

/** What one run may still spend, by the host's monotonic clock. Only time between `enter` and `leave` is computing. */
export class TimeBudget {
  readonly #cpuMs: number;
  readonly #wallMs: number;
  readonly #wallDeadline: number;
  #spentMs = 0;
  #entered = 0;
  readonly #steps: number;
  #stepped = 0;

  constructor(cpuMs: number, wallMs: number, steps = Number.MAX_SAFE_INTEGER) {
    this.#cpuMs = cpuMs;
    this.#steps = steps;
    this.#wallMs = wallMs;
    this.#wallDeadline = performance.now() + wallMs;
  }

  enter(): void {
    this.#entered = performance.now();
  }

  leave(): void {
    this.#spentMs += performance.now() - this.#entered;
  }

  /** One lot of steps was spent. @throws EngineStop when a limit has passed; called while entered */
  check(): void {
    this.#stepped += fuelPerCheck;
    if (this.#stepped > this.#steps) {
      throw new EngineStop('cpu-limit', `computed more than ${this.#steps} steps of the engine`);
    }
    const now = performance.now();
    if (this.#spentMs + now - this.#entered > this.#cpuMs) {
      throw new EngineStop('cpu-limit', `computed longer than ${this.#cpuMs} ms`);
    }
    if (now > this.#wallDeadline) throw this.wallStop();
  }

  /** Milliseconds until the wall limit, at least 0. */
  wallLeft(): number {
    return Math.max(0, this.#wallDeadline - performance.now());
  }

  wallStop(): EngineStop {
    return new EngineStop('wall-limit', `took longer than ${this.#wallMs} ms, kernel operations included`);
  }
}
