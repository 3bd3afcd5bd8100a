import { Baseline } from './baseline.ts';
import type { Kernel, KernelPort, Transaction, TransactionOptions, WorldSnapshot } from './kernel.ts';
import { asNetworkSnapshot } from './network-snapshot.ts';
import { protectedDevices, type ProtectionPolicy } from './protected-devices.ts';
import type { Protection } from './protected-operation.ts';
import { ProtectedPort } from './protected-port.ts';
import type { Reach, WayOut } from './reach.ts';

export interface ProtectedKernelOptions {
  readonly policy: ProtectionPolicy;
  /** IP addresses that are to go on answering while something changes, beside the gateways. */
  readonly reachability: readonly string[];
  /** How the host is reached; the kernel's own where left out. */
  readonly reach?: Reach;
}

/**
 * Any kernel, with the interfaces the host is reached through out of reach of genes, and with a watch over what must survive
 * a change. Stands before the kernel's own gates, so the rule is the same on all of them.
 */
export class ProtectedKernel implements Kernel {
  readonly name;
  readonly reach: Reach | undefined;
  readonly #kernel: Kernel;
  readonly #options: ProtectedKernelOptions;
  #baseline: Baseline | undefined;

  constructor(kernel: Kernel, options: ProtectedKernelOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.name = kernel.name;
    this.reach = options.reach ?? kernel.reach;
  }

  now(): Promise<number> {
    return this.#kernel.now();
  }

  snapshot(): Promise<WorldSnapshot> {
    return this.#kernel.snapshot();
  }

  observer(): KernelPort {
    return this.#kernel.observer();
  }

  sleep(seconds: number): Promise<void> {
    return this.#kernel.sleep(seconds);
  }

  async lost(): Promise<readonly string[]> {
    return (await this.#baseline?.lost()) ?? [];
  }

  async begin(options: TransactionOptions): Promise<Transaction> {
    const transaction = await this.#kernel.begin(options);
    try {
      const ways = (await this.reach?.waysOut()) ?? [];
      const protection = this.#protection(transaction.before, ways);
      this.#baseline = await this.#note(transaction, ways, protection);
      return this.#guarded(transaction, protection);
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  #protection(before: WorldSnapshot, ways: readonly WayOut[]): Protection {
    const { links } = asNetworkSnapshot(before);
    const devices = protectedDevices({ links }, ways, this.#options.policy);
    return { links, devices: devices.filter(({ allowed }) => !allowed) };
  }

  async #note(
    { before }: Transaction,
    ways: readonly WayOut[],
    { devices }: Protection,
  ): Promise<Baseline | undefined> {
    if (this.reach === undefined) return undefined;
    return Baseline.note({
      kernel: this.#kernel,
      reach: this.reach,
      before,
      ways,
      devices: devices.map(({ device }) => device),
      reachability: this.#options.reachability,
    });
  }

  #guarded(transaction: Transaction, protection: Protection): Transaction {
    const over = (): void => {
      this.#baseline = undefined;
    };
    const arm = transaction.arm?.bind(transaction);
    return {
      before: transaction.before,
      port: () => new ProtectedPort(transaction.port(), protection, this.#kernel),
      savepoint: () => transaction.savepoint(),
      commit: async () => {
        await transaction.commit();
        over();
      },
      ...(arm === undefined
        ? {}
        : {
            arm: async (pledge) => {
              const until = await arm(pledge);
              over();
              return until;
            },
          }),
      rollback: async () => {
        const proof = await transaction.rollback();
        over();
        return proof;
      },
    };
  }
}
