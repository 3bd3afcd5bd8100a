import type { Engine } from './engine/engine.ts';

/** An engine that took more than this is dropped after its run: memory of WebAssembly never shrinks. */
const keptBytes = 16 * 1024 * 1024;

/** Engines on demand, up to a bound; beyond it callers wait their turn. */
export class EnginePool {
  readonly #create: () => Engine;
  readonly #size: number;
  readonly #idle: Engine[] = [];
  readonly #waiting: ((engine: Engine) => void)[] = [];
  #alive = 0;
  #disposed = false;

  constructor(create: () => Engine, size: number) {
    this.#create = create;
    this.#size = size;
  }

  async use<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    // Always awaited: engine code must start from a shallow stack.
    const engine = await (this.#take() ?? new Promise<Engine>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(engine);
    } finally {
      this.#giveBack(engine);
    }
  }

  /** Engines in use go when their runs end. */
  dispose(): void {
    this.#disposed = true;
    this.#idle.length = 0;
  }

  #take(): Engine | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#alive >= this.#size) return undefined;
    const engine = this.#create();
    this.#alive += 1;
    return engine;
  }

  #giveBack(used: Engine): void {
    if (!used.broken && used.takenBytes <= keptBytes && !this.#disposed) this.#idle.push(used);
    else this.#alive -= 1;
    if (this.#waiting.length === 0) return;
    const engine = this.#take();
    if (engine !== undefined) this.#waiting.shift()?.(engine);
  }
}
