import type { HostTools } from '../observe/host-tools.ts';
import { hostTools } from '../observe/host-tools.ts';
import { Iproute2Kernel } from '../iproute2/iproute2-kernel.ts';
import type { HostDriver } from '../iproute2/host-driver.ts';
import type { JournalFile } from '../journal/journal-file.ts';
import type { Kernel, KernelPort, Transaction, TransactionOptions, WorldSnapshot } from '../kernel.ts';
import type { Reach } from '../reach.ts';
import { Checkpoint } from './checkpoint.ts';
import { ManagerDriver } from './manager-driver.ts';
import { whileItRuns } from './manager-error.ts';
import type { NetworkManager } from './network-manager.ts';
import { openManager } from './open-manager.ts';
import { ProfileLog } from './profile-log.ts';
import { activesOf } from './reactivate.ts';

export interface NetworkManagerOptions {
  /** Folder of the undo journals. */
  readonly journals: string;
  readonly tools?: HostTools;
}

/**
 * The network of this host through NetworkManager: what is changed stands in profiles and survives a restart of the host. It
 * is observed as by the iproute2 kernel, and so is what the two of them share: turns, journal, proof.
 */
export class NetworkManagerKernel implements Kernel {
  readonly name = 'networkmanager';
  readonly #host: Iproute2Kernel;
  readonly #tools: HostTools;
  /** Looking needs no D-Bus: it is opened by the first transaction. */
  #manager: Promise<NetworkManager> | undefined;

  private constructor(host: Iproute2Kernel, tools: HostTools) {
    this.#host = host;
    this.#tools = tools;
  }

  /**
   * Who begins a transaction closes it in the end.
   * @throws EnvironmentError `kernel-unavailable`
   */
  static async open({ journals, tools = hostTools() }: NetworkManagerOptions): Promise<NetworkManagerKernel> {
    return new NetworkManagerKernel(await Iproute2Kernel.open({ journals, tools }), tools);
  }

  now(): Promise<number> {
    return this.#host.now();
  }

  sleep(seconds: number): Promise<void> {
    return this.#host.sleep(seconds);
  }

  snapshot(): Promise<WorldSnapshot> {
    return this.#host.snapshot();
  }

  get reach(): Reach {
    return this.#host.reach;
  }

  observer(): KernelPort {
    return this.#host.observer();
  }

  /**
   * @throws EnvironmentError `dbus-unavailable`, `networkmanager-unavailable`, `networkmanager-too-old`,
   *   `networkmanager-not-permitted`, `checkpoint-in-force`, `checkpoint-failed`, `kernel-unavailable`, `journal-unusable`
   */
  async begin(options: TransactionOptions): Promise<Transaction> {
    this.#manager ??= openManager();
    const manager = await this.#manager;
    return this.#host.beginWith(options, this.name, (journal) =>
      whileItRuns(() => this.#driver(manager, options.label, journal)),
    );
  }

  async close(): Promise<void> {
    const manager = await this.#manager?.catch(() => undefined);
    manager?.close();
  }

  async #driver(manager: NetworkManager, label: string, journal: JournalFile): Promise<HostDriver> {
    const state = await manager.look();
    const actives = activesOf(state);
    const checkpoint = await Checkpoint.create(manager, label, state, (intent) => journal.append(intent));
    const { path, created } = checkpoint.place;
    await journal.append({ t: 'checkpoint', path, created, active: actives });
    return new ManagerDriver({
      tools: this.#tools,
      manager,
      log: new ProfileLog(manager, journal),
      checkpoint,
      actives,
    });
  }
}
