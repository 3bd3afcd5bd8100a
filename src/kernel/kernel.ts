import type { Json, JsonObject } from '../model/json.ts';
import type { Reach } from './reach.ts';

/**
 * A kernel as the runtime sees it: a way to call operations by name with untrusted arguments, a comparable picture of the
 * world, and transactions. Implementations: mock, iproute2, networkmanager.
 */
export interface Kernel {
  readonly name: KernelName;
  /** The world's own clock: seconds since 1970. Virtual on the mock. */
  now(): Promise<number>;
  /** Lets the world's clock pass; instant on the mock. */
  sleep(seconds: number): Promise<void>;
  /**
   * The state a rollback must restore, as canonical JSON value: equal states are equal byte for byte with
   * `canonicalJson`. The clock, counters and ages are not part of it.
   */
  snapshot(): Promise<WorldSnapshot>;
  /** Operations of the observing half only; a mutating name fails with EPERM. */
  observer(): KernelPort;
  /**
   * Opens the one transaction this process may have open at a time; nested work shares it through savepoints.
   * @throws InternalError when one is open
   */
  begin(options: TransactionOptions): Promise<Transaction>;
  /** How the host is reached; left out where nobody could be cut off. */
  readonly reach?: Reach | undefined;
  /**
   * What had to survive the open transaction and has not, as sentences; empty while all is there. Left out by a kernel that
   * does not watch.
   */
  lost?(): Promise<readonly string[]>;
}

export type KernelName = 'mock' | 'iproute2' | 'networkmanager';

export type WorldSnapshot = JsonObject;

/** What a sandboxed gene is connected to. Arguments come from hostile code: the port validates them itself. */
export interface KernelPort {
  /** Names the gene may call, e.g. `links`; anything else fails with EPERM before it gets here. */
  readonly operations: readonly string[];
  /**
   * Calls one operation.
   * @throws KernelError with the kernel's own message
   */
  call(operation: string, args: readonly Json[]): Promise<Json>;
  /** What was called so far, in order: evidence for diagnosis. */
  readonly log: readonly OperationRecord[];
}

export interface OperationRecord {
  readonly operation: string;
  readonly args: readonly Json[];
  /** The result, or the error the gene saw. */
  readonly result: { readonly ok: Json } | { readonly error: { readonly code: string; readonly message: string } };
  /** Kernel time in seconds when it was called. */
  readonly at: number;
}

export interface TransactionOptions {
  /** Shown in journals and locks: who holds the kernel (`run 01J… bridge_create`). */
  readonly label: string;
}

/**
 * All-or-nothing change of the world. Exactly one of `commit` and `rollback` is called; both are safe to call again.
 */
export interface Transaction {
  /** The world when the transaction began. */
  readonly before: WorldSnapshot;
  /**
   * A port with both halves and a log of its own, whose operations belong to this transaction. Its calls fail with EPERM
   * once the transaction is over or a savepoint from before the port was restored: what outlives its attempt reaches
   * nothing.
   */
  port(): KernelPort;
  /**
   * A point inside the transaction that `restore` goes back to (one attempt of one allele). It is a point in the life of
   * the whole world: work that goes on at the same time is undone along with it.
   */
  savepoint(): Promise<Savepoint>;
  commit(): Promise<void>;
  /**
   * Leaves the work in place for a later process to confirm; where none does in time it is undone: on NetworkManager by its
   * own checkpoint, else by the next sg that changes this host. Left out by kernels on which a commit is the same.
   * @returns when, in seconds since 1970; `undefined` where nothing was changed and it was committed
   */
  arm?(pledge: Pledge): Promise<number | undefined>;
  /** Undoes everything since `begin`, then proves it by comparing snapshots. */
  rollback(): Promise<RollbackProof>;
}

/** What has to be found before work that was left in place counts as done. */
export interface Pledge {
  /** Runs whose work it is. */
  readonly runs: readonly string[];
  /** Kernel time at which the last of their windows ends. */
  readonly until: number;
  /** Diagnostics that must find it healthy then. */
  readonly checks: readonly PledgedCheck[];
}

export interface PledgedCheck {
  readonly target: string;
  readonly arguments: JsonObject;
}

export interface Savepoint {
  readonly world: WorldSnapshot;
  /**
   * Of a kernel that is all memory: everything a replay of this moment needs and the picture leaves out, such as timers and
   * what is beyond the wires. Moved to the start of its time, so that equal moments are equal.
   */
  readonly moment?: JsonObject;
  /**
   * Undoes everything since this savepoint, then proves it by comparing snapshots. May be called again; savepoints taken
   * after this one are gone.
   */
  restore(): Promise<RollbackProof>;
}

export interface RollbackProof {
  /** The state after equals the state before, byte for byte. */
  readonly proven: boolean;
  /** What could not be restored; empty when proven. */
  readonly differences: readonly WorldDifference[];
}

/** One device (or other top-level thing) that differs between two snapshots. */
export interface WorldDifference {
  /** `links.br0`, a path of keys in the snapshot. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}
