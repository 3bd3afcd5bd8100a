import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../../model/json.ts';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { CallGate } from '../call-gate.ts';
import { JournalFile } from '../journal/journal-file.ts';
import { journalVersion, type BeginRecord } from '../journal/journal-record.ts';
import type { Kernel, KernelName, KernelPort, Transaction, TransactionOptions, WorldSnapshot } from '../kernel.ts';
import { hostPicture } from '../observe/host-picture.ts';
import { hostReach } from '../observe/host-reach.ts';
import type { HostState } from '../observe/host-state.ts';
import { hostTools, type HostTools } from '../observe/host-tools.ts';
import { NeighbourMemory } from '../observe/neighbour-memory.ts';
import { observeHost, observeLinks } from '../observe/observe-host.ts';
import { hostClock } from '../observe/observe-operations.ts';
import { observeNeighbours } from '../observe/observe-paths.ts';
import { observingOperations } from '../operations.ts';
import type { Reach } from '../reach.ts';
import { Refusal } from '../refusal.ts';
import type { HostDriver } from './host-driver.ts';
import { HostTransaction } from './host-transaction.ts';
import { performOnHost } from './perform-on-host.ts';
import { mayAdministerNetwork } from './run-ip.ts';
import { Turns } from './turns.ts';

export interface Iproute2Options {
  /** Folder of the undo journals. */
  readonly journals: string;
  readonly tools?: HostTools;
}

/**
 * The network of this host, by `ip`, `bridge` and sysfs: what is changed lasts until the host restarts. Callers hold the host
 * lock while they change, and have recovered what an earlier process left open (`recoverHost`).
 */
export class Iproute2Kernel implements Kernel {
  readonly name = 'iproute2';
  readonly #journals: string;
  readonly #tools: HostTools;
  readonly #turns = new Turns();
  readonly #known = new NeighbourMemory();
  #open: string | undefined;

  private constructor({ journals, tools }: Iproute2Options) {
    this.#journals = journals;
    this.#tools = tools ?? hostTools();
  }

  /** @throws EnvironmentError `kernel-unavailable` when the network can't even be looked at */
  static async open(options: Iproute2Options): Promise<Iproute2Kernel> {
    const kernel = new Iproute2Kernel(options);
    await kernel.#observe();
    return kernel;
  }

  now(): Promise<number> {
    return Promise.resolve(hostClock());
  }

  async sleep(seconds: number): Promise<void> {
    await delay(seconds * 1_000);
  }

  async snapshot(): Promise<WorldSnapshot> {
    return hostPicture(await this.#turns.take(() => this.#observe()));
  }

  get reach(): Reach {
    return hostReach(this.#tools);
  }

  observer(): KernelPort {
    return new CallGate(observingOperations, hostClock, (name, args) =>
      name === 'neighbours'
        ? this.#neighbours()
        : performOnHost(this.#tools, name, args, () => {
            throw new InternalError(`An observer performs "${name}".`);
          }),
    );
  }

  /** Those that diagnostics judge a change by: also whom the kernel forgot with it. */
  async #neighbours(): Promise<Json> {
    const shown = await observeNeighbours(this.#tools);
    const devices = (await observeLinks(this.#tools)).map(({ name }) => name);
    const all = this.#known.complete(shown, new Set(devices), hostClock());
    this.#known.note(shown, hostClock());
    return all as unknown as Json;
  }

  /** @throws EnvironmentError `kernel-unavailable` without the right to change links, `journal-unusable` */
  begin(options: TransactionOptions): Promise<Transaction> {
    return this.beginWith(options, this.name);
  }

  /**
   * The same with another way to change the host, under the name of another kernel.
   * @param driver may write to the journal first; what it throws ends the transaction with nothing changed
   */
  async beginWith(
    { label }: TransactionOptions,
    name: KernelName,
    driver?: (journal: JournalFile) => Promise<HostDriver>,
  ): Promise<Transaction> {
    if (this.#open !== undefined)
      throw new InternalError(`Transaction "${label}" begins while "${this.#open}" is open.`);
    if (!mayAdministerNetwork()) {
      const message = 'Changing the network needs root, or the capability CAP_NET_ADMIN, and this process has neither';
      throw unavailable(message, 'Run it as root: `sudo sg run …`. To try things out, use `--kernel mock`.');
    }
    this.#open = label;
    // What is gone back to must be what was there at the beginning.
    this.#tools.moment?.end();
    try {
      const state = await this.#observe();
      const journal = await JournalFile.create(this.#journals, beginRecord(label, state, name));
      const ended = (): void => {
        this.#open = undefined;
      };
      const given = driver === undefined ? {} : { driver: await orClose(journal, () => driver(journal)) };
      return new HostTransaction({ label, tools: this.#tools, state, journal, turns: this.#turns, ended, ...given });
    } catch (error) {
      this.#open = undefined;
      throw error;
    }
  }

  async #observe(): Promise<HostState> {
    try {
      const state = await observeHost(this.#tools);
      this.#known.note(state.neighbours, hostClock());
      return state;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw unavailable(error.message, 'Install iproute2, or use `--kernel mock`.', error);
    }
  }
}

async function orClose<T>(journal: JournalFile, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    await journal.close(true);
    throw error;
  }
}

function beginRecord(label: string, state: HostState, kernel: KernelName): BeginRecord {
  const { boot, network } = hostIdentity();
  return {
    t: 'begin',
    version: journalVersion,
    label,
    at: hostClock(),
    kernel,
    pid: process.pid,
    boot,
    network,
    state,
  };
}

/** Which run of which network: neither outlives what it names. */
export function hostIdentity(): { readonly boot: string | null; readonly network: string | null } {
  return {
    boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    network: orNull(() => readlinkSync('/proc/self/ns/net')),
  };
}

function orNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function unavailable(message: string, hint: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'kernel-unavailable',
    message: `The network of this host can't be used: ${message}.`,
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}
