import type { Json } from '../model/json.ts';
import type { Kernel, KernelPort, Savepoint, Transaction } from '../kernel/kernel.ts';
import { observingOperations } from '../kernel/operations.ts';
import type { MockKernel } from '../kernel/mock/mock-kernel.ts';
import { hasCarrier } from '../kernel/mock/carrier.ts';
import type { World } from '../kernel/mock/world-schema.ts';
import type { TrialCost } from '../selection/cost-test.ts';

/** Stands beside one trial and keeps count of what the judged gene costs; changes nothing. */
export class TrialWitness {
  readonly #kernel: MockKernel;
  #operations = 0;
  #flaps = 0;
  #seconds = 0;

  constructor(kernel: MockKernel) {
    this.#kernel = kernel;
  }

  get cost(): TrialCost {
    return { operations: this.#operations, linkFlaps: this.#flaps, worldTime: this.#seconds };
  }

  /** The transaction whose ports the judged gene is handed. */
  transaction(transaction: Transaction): Transaction {
    return {
      before: transaction.before,
      port: () => this.port(transaction.port()),
      savepoint: (): Promise<Savepoint> => transaction.savepoint(),
      commit: () => transaction.commit(),
      rollback: () => transaction.rollback(),
    };
  }

  /**
   * A kernel whose observers are watched: diagnostics act through nothing else. They are ports of the transaction with the
   * observing half only, so that faults befall what a diagnostic asks as they befall other genes.
   */
  observed(transaction: Transaction): Kernel {
    const kernel = this.#kernel;
    return {
      name: kernel.name,
      now: () => kernel.now(),
      sleep: (seconds) => kernel.sleep(seconds),
      snapshot: () => kernel.snapshot(),
      begin: (options) => kernel.begin(options),
      observer: () => ({ ...this.port(transaction.port()), operations: observingOperations }),
    };
  }

  port(port: KernelPort): KernelPort {
    return {
      operations: port.operations,
      log: port.log,
      call: (operation, args) => this.#call(port, operation, args),
    };
  }

  async #call(port: KernelPort, operation: string, args: readonly Json[]): Promise<Json> {
    const before = this.#kernel.world;
    this.#operations += 1;
    try {
      return await port.call(operation, args);
    } finally {
      const after = this.#kernel.world;
      this.#flaps += flaps(before, after);
      this.#seconds = micro(this.#seconds + after.clock - before.clock);
    }
  }
}

/** Links that had carrier before and have none after, or are gone. */
function flaps(before: World, after: World): number {
  if (before.links === after.links) return 0;
  const known = new Map(after.links.map((link) => [link.name, link]));
  return before.links.filter((link) => {
    if (!hasCarrier(before, link)) return false;
    const now = known.get(link.name);
    return now === undefined || (now !== link && !hasCarrier(after, now));
  }).length;
}

function micro(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
