import { EngineStop } from './engine-stop.ts';

/** What one run may still spend, by the host's monotonic clock. Only time between `enter` and `leave` is computing. */
export class TimeBudget {
  readonly #cpuMs: number;
  readonly #wallMs: number;
  readonly #wallDeadline: number;
  #spentMs = 0;
  #entered = 0;

  constructor(cpuMs: number, wallMs: number) {
    this.#cpuMs = cpuMs;
    this.#wallMs = wallMs;
    this.#wallDeadline = performance.now() + wallMs;
  }

  enter(): void {
    this.#entered = performance.now();
  }

  leave(): void {
    this.#spentMs += performance.now() - this.#entered;
  }

  /** @throws EngineStop when either limit has passed; called while entered */
  check(): void {
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
