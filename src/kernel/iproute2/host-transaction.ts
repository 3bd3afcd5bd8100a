import { InternalError } from '../../errors/internal-error.ts';
import type { KernelPort, Pledge, RollbackProof, Savepoint, Transaction, WorldSnapshot } from '../kernel.ts';
import { CallGate } from '../call-gate.ts';
import type { JournalFile } from '../journal/journal-file.ts';
import { hostPicture } from '../observe/host-picture.ts';
import type { HostState } from '../observe/host-state.ts';
import { observeHost } from '../observe/observe-host.ts';
import { hostClock } from '../observe/observe-operations.ts';
import { allOperations } from '../operations.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { iproute2Driver, type HostDriver } from './host-driver.ts';
import { performOnHost } from './perform-on-host.ts';
import type { Turns } from './turns.ts';

export interface HostTransactionOptions {
  readonly label: string;
  readonly tools: HostTools;
  readonly state: HostState;
  readonly journal: JournalFile;
  /** Changes of the host happen one at a time. */
  readonly turns: Turns;
  readonly ended: () => void;
  /** What changes the host: `ip`, unless another one is given. */
  readonly driver?: HostDriver;
}

/** Seconds after the end of the last window in which somebody may confirm; then the work is undone. */
const confirmationSeconds = 120;

/** What a savepoint remembers. */
interface Point {
  readonly state: HostState;
  readonly mark: unknown;
  readonly depth: number;
  readonly gates: number;
}

/**
 * A transaction on a host. Every change is journalled before it is issued; going back restores the difference between what
 * is observed and what was, then waits and compares.
 */
export class HostTransaction implements Transaction {
  readonly before: WorldSnapshot;
  readonly #options: HostTransactionOptions;
  readonly #driver: HostDriver;
  readonly #gates: CallGate[] = [];
  /** Savepoints that still lie on the way from `begin` to now. */
  readonly #points: HostState[] = [];
  /** Devices that operations named so far. */
  readonly #devices = new Set<string>();
  #operations = 0;
  #state: 'open' | 'committed' | 'rolled back' = 'open';
  #proof: Promise<RollbackProof> | undefined;

  constructor(options: HostTransactionOptions) {
    this.#options = options;
    this.#driver = options.driver ?? iproute2Driver(options.tools);
    this.before = hostPicture(options.state);
  }

  port(): KernelPort {
    this.#needOpen('port');
    const { tools, turns } = this.#options;
    const gate: CallGate = new CallGate(allOperations, hostClock, (name, args) =>
      performOnHost(
        tools,
        name,
        args,
        (change) =>
          turns.take(() => {
            gate.needOpen(name);
            return this.#journalled(name, args, change);
          }),
        this.#driver,
      ),
    );
    this.#gates.push(gate);
    return gate;
  }

  async savepoint(): Promise<Savepoint> {
    this.#needOpen('savepoint');
    const { tools, turns } = this.#options;
    const [state, mark] = await turns.take(async () => [await observeHost(tools), await this.#driver.mark()] as const);
    const depth = this.#points.push(state);
    const gates = this.#gates.length;
    return { world: hostPicture(state), restore: () => this.#restore({ state, mark, depth, gates }) };
  }

  async commit(): Promise<void> {
    if (this.#state === 'committed') return;
    this.#needOpen('commit');
    this.#closeGates(0, 'the transaction is committed');
    await this.#options.turns.take(async () => {
      await this.#confirm();
      await this.#options.journal.append({ t: 'end', committed: true, proven: true });
      await this.#options.journal.close(true);
    });
    this.#state = 'committed';
    this.#options.ended();
  }

  /** Where nothing was changed there is nothing to confirm: then it is a commit. */
  async arm(pledge: Pledge): Promise<number | undefined> {
    if (this.#devices.size === 0) {
      await this.commit();
      return undefined;
    }
    this.#needOpen('arm');
    this.#closeGates(0, 'the transaction waits to be confirmed');
    const expires = pledge.until + confirmationSeconds;
    await this.#options.turns.take(() => this.#leaveArmed(pledge, expires));
    this.#state = 'committed';
    this.#options.ended();
    return expires;
  }

  rollback(): Promise<RollbackProof> {
    if (this.#proof !== undefined) return this.#proof;
    this.#needOpen('rollback');
    this.#closeGates(0, 'the transaction is rolled back');
    this.#proof = this.#options.turns.take(() => this.#undoAll());
    this.#state = 'rolled back';
    return this.#proof.finally(() => {
      this.#options.ended();
    });
  }

  async #restore({ state, mark, depth, gates }: Point): Promise<RollbackProof> {
    this.#needOpen('restore');
    if (this.#points[depth - 1] !== state)
      throw new InternalError(`Savepoint of "${this.#options.label}" is gone: an earlier one was restored.`);
    this.#points.length = depth;
    this.#closeGates(gates, 'the attempt is rolled back');
    return this.#options.turns.take(async () => {
      const proof = await this.#driver.goBack(state, [...this.#devices], mark);
      await this.#options.journal.append({ t: 'restored', proven: proof.proven });
      return proof;
    });
  }

  /** On record first; until the journal has its new name, a later process undoes the work like any that was cut off. */
  async #leaveArmed({ runs, until, checks }: Pledge, expires: number): Promise<void> {
    const { journal } = this.#options;
    const owner = this.#driver.guard;
    await journal.append({ t: 'armed', runs: [...runs], until, expires, owner, checks: jsonOf(checks) });
    await this.#orUndone(() => this.#driver.arm(expires - hostClock()));
    await journal.leaveArmed();
  }

  #confirm(): Promise<void> {
    return this.#orUndone(() => this.#driver.confirm());
  }

  /** What was undone by something else is undone to the end. */
  async #orUndone(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#state = 'rolled back';
      this.#proof = this.#undoAll();
      await this.#proof.finally(this.#options.ended);
      throw error;
    }
  }

  async #undoAll(): Promise<RollbackProof> {
    const { state, journal } = this.#options;
    const devices = [...this.#devices];
    const first = await this.#driver.goBack(state, devices, undefined);
    const proof = await this.#driver.abandon(state, devices, first);
    await journal.append({ t: 'end', committed: false, proven: proof.proven });
    await journal.close(proof.proven);
    return proof;
  }

  /** Intent first, durable; then the change; then what came of it. */
  async #journalled(
    operation: string,
    args: readonly unknown[],
    change: (before: (devices: readonly string[]) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const n = (this.#operations += 1);
    let intended = false;
    const note = async (error: string | null): Promise<void> => {
      if (intended) await this.#options.journal.note({ t: 'result', n, error });
    };
    try {
      await change(async (devices) => {
        for (const device of devices) this.#devices.add(device);
        await this.#options.journal.append({ t: 'intent', n, operation, args: jsonOf(args), devices: [...devices] });
        intended = true;
      });
    } catch (error) {
      await note(error instanceof Error ? error.message : String(error));
      throw error;
    }
    await note(null);
  }

  #closeGates(from: number, reason: string): void {
    for (const gate of this.#gates.splice(from)) gate.close(reason);
  }

  #needOpen(action: string): void {
    if (this.#state !== 'open')
      throw new InternalError(`${action}() after transaction "${this.#options.label}" was ${this.#state}.`);
  }
}

/** A copy as the journal takes it. */
function jsonOf(value: readonly unknown[]): never[] {
  return JSON.parse(JSON.stringify(value)) as never[];
}
