import { InternalError } from '../../errors/internal-error.ts';
import { allOperations, observingOperations } from '../operations.ts';
import type { Kernel, KernelPort, Transaction, TransactionOptions, WorldSnapshot } from '../kernel.ts';
import type { Reach } from '../reach.ts';
import { FaultInjector } from './fault-injector.ts';
import type { FaultPlan } from './fault-plan.ts';
import { MockPort } from './mock-port.ts';
import { mockReach } from './mock-reach.ts';
import { MockTransaction } from './mock-transaction.ts';
import { snapshotOf } from './snapshot.ts';
import { advance } from './time.ts';
import type { WorldCell } from './world-cell.ts';
import type { World } from './world-schema.ts';

export interface MockKernelOptions {
  readonly world: World;
  /** Called with the world to keep, at each commit and by `flush`; never while a transaction is open. */
  readonly save?: (world: World) => Promise<void>;
  /** What goes wrong while genes act; nothing when left out. Progress is not part of the world. */
  readonly faults?: FaultPlan;
}

/** A network kernel in memory, with virtual time. The world is an immutable value; this holds the current one. */
export class MockKernel implements Kernel {
  readonly name = 'mock';
  #world: World;
  #saved: World;
  readonly #save: (world: World) => Promise<void>;
  readonly #faults: FaultInjector | undefined;
  #open: MockTransaction | undefined;

  private constructor(options: MockKernelOptions) {
    this.#world = options.world;
    this.#saved = options.world;
    this.#save = options.save ?? (() => Promise.resolve());
    const { faults } = options;
    this.#faults = faults === undefined || faults.faults.length === 0 ? undefined : new FaultInjector(faults);
  }

  static open(options: MockKernelOptions): MockKernel {
    return new MockKernel(options);
  }

  /** The world as it is now, uncommitted changes included. */
  get world(): World {
    return this.#world;
  }

  now(): Promise<number> {
    return Promise.resolve(this.#world.clock);
  }

  sleep(seconds: number): Promise<void> {
    this.#world = advance(this.#world, seconds);
    return Promise.resolve();
  }

  snapshot(): Promise<WorldSnapshot> {
    return Promise.resolve(snapshotOf(this.#world));
  }

  get reach(): Reach {
    return mockReach(() => this.#world);
  }

  observer(): KernelPort {
    const cell = this.#cell();
    return new MockPort(cell, observingOperations, this.#faults?.observing(cell));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous; a throw must reject
  async begin(options: TransactionOptions): Promise<Transaction> {
    if (this.#open !== undefined) {
      throw new InternalError(`Transaction "${options.label}" begins while "${this.#open.label}" is open.`);
    }
    const cell = this.#cell();
    this.#open = new MockTransaction({
      label: options.label,
      cell,
      port: () => new MockPort(cell, allOperations, this.#faults?.acting(cell)),
      ended: async (committed) => {
        if (committed) await this.#write();
        this.#open = undefined;
      },
    });
    return this.#open;
  }

  /** Saves what changed outside transactions: the clock, and what watching the network taught it. */
  async flush(): Promise<void> {
    if (this.#open !== undefined) throw new InternalError(`flush() while "${this.#open.label}" is open.`);
    await this.#write();
  }

  async #write(): Promise<void> {
    if (this.#saved === this.#world) return;
    const world = this.#world;
    await this.#save(world);
    this.#saved = world;
  }

  #cell(): WorldCell {
    return {
      get: () => this.#world,
      set: (world) => {
        this.#world = world;
      },
    };
  }
}
