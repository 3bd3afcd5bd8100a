import type * as dbus from 'dbus-next';
import type { Message, MessageBus } from 'dbus-next';
import { busFailed, BusReply, BusTimeout } from './bus-error.ts';
import { mapTable, Variant } from './variant.ts';

/** The library as far as it is used. */
type Library = Pick<typeof dbus, 'Message' | 'Variant'>;

/** NetworkManager answers in milliseconds; a call that starts or stops a device in a second or two. */
const defaultTimeoutMs = 10_000;

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
  readonly timeoutMs?: number;
}

/** What is heard of a signal. */
export interface BusSignal {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

/**
 * A connection to the system bus (DBUS_SYSTEM_BUS_ADDRESS, else the usual socket). Every call has a time limit, and a
 * connection that breaks fails the calls that wait.
 */
export class Bus {
  readonly #bus: MessageBus;
  readonly #library: Library;
  readonly #listeners = new Set<(signal: BusSignal) => void>();
  readonly #waiting = new Set<(error: Error) => void>();
  #broken: Error | undefined;

  private constructor(bus: MessageBus, library: Library) {
    this.#bus = bus;
    this.#library = library;
    // Without a listener a missing socket would end the process.
    bus.on('error', (error: unknown) => {
      this.#break(error instanceof Error ? error : new Error(String(error)));
    });
    (bus as unknown as { _connection: NodeJS.EventEmitter })._connection.on('end', () => {
      this.#break(new Error('the bus closed the connection'));
    });
    bus.on('message', (message: Message) => {
      this.#hear(message);
    });
  }

  /** @throws EnvironmentError `dbus-unavailable` */
  static async open(): Promise<Bus> {
    // The library is loaded by what needs it only: it costs 60 ms.
    const { default: library } = await import('dbus-next');
    try {
      const bus = new Bus(library.systemBus(), library);
      await bus.call({ ...busItself, member: 'GetId' });
      return bus;
    } catch (error) {
      throw busFailed(error);
    }
  }

  /**
   * The values of the reply.
   * @throws BusReply the error the other side answered with, BusTimeout, or Error when the connection is broken
   */
  async call(call: BusCall): Promise<readonly unknown[]> {
    if (this.#broken !== undefined) throw this.#broken;
    const { timeoutMs = defaultTimeoutMs, body = [], signature = '', ...address } = call;
    const message = new this.#library.Message({
      ...address,
      signature,
      body: body.map((value) => this.#outgoing(value)),
    });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        settle(() => {
          reject(new BusTimeout(call.member, timeoutMs));
        });
      }, timeoutMs);
      const fail = (error: Error): void => {
        settle(() => {
          reject(error);
        });
      };
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
        finish();
      };
      this.#waiting.add(fail);
      this.#bus.call(message).then(
        (reply) => {
          settle(() => {
            resolve((reply?.body ?? []).map((value) => this.#incoming(value)));
          });
        },
        (error: unknown) => {
          fail(BusReply.from(error));
        },
      );
    });
  }

  /** Asks the bus for signals that fit the rule. */
  async match(rule: string): Promise<void> {
    await this.call({ ...busItself, member: 'AddMatch', signature: 's', body: [rule] });
  }

  /** @returns what ends the listening */
  listen(listener: (signal: BusSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#break(new Error('the connection to the bus is closed'));
    this.#bus.disconnect();
  }

  #hear({ path, interface: name, member, body }: Message): void {
    if (typeof member !== 'string' || this.#listeners.size === 0) return;
    for (const listener of this.#listeners)
      listener({ path, interface: name, member, body: body.map((value) => this.#incoming(value)) });
  }

  #outgoing(value: unknown): unknown {
    if (value instanceof Variant) return new this.#library.Variant(value.signature, this.#outgoing(value.value));
    return mapInside(value, (one) => this.#outgoing(one));
  }

  #incoming(value: unknown): unknown {
    if (value instanceof this.#library.Variant) return new Variant(value.signature, this.#incoming(value.value));
    return mapInside(value, (one) => this.#incoming(one));
  }

  #break(error: Error): void {
    this.#broken ??= error;
    for (const fail of [...this.#waiting]) fail(error);
  }
}

function mapInside(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return mapTable(value, change);
}

const busItself = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
