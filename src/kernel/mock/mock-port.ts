import { KernelError } from '../../errors/kernel-error.ts';
import type { Json } from '../../model/json.ts';
import type { KernelPort, OperationRecord } from '../kernel.ts';
import { checkArguments, isOperation, type OperationName } from '../operations.ts';
import { asKernelError, Refusal } from '../refusal.ts';
import { applyOperation } from './apply.ts';
import type { WorldCell } from './world-cell.ts';

/** How faults reach a port: `act` for one whose operations count, `look` for an observer. */
export type FaultHook = (operation: string) => void;

/** Calls operations by name on the mock's world, and keeps the record. */
export class MockPort implements KernelPort {
  readonly operations: readonly OperationName[];
  readonly #cell: WorldCell;
  readonly #log: OperationRecord[] = [];
  readonly #faults: FaultHook | undefined;
  #closed: string | undefined;

  constructor(cell: WorldCell, operations: readonly OperationName[], faults?: FaultHook) {
    this.#cell = cell;
    this.operations = operations;
    this.#faults = faults;
  }

  get log(): readonly OperationRecord[] {
    return this.#log;
  }

  clock(): number {
    return this.#cell.get().clock;
  }

  /** From now on every call fails with EPERM: a gene that outlives its attempt reaches nothing. */
  close(reason: string): void {
    this.#closed ??= reason;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous; a throw must reject
  async call(operation: string, args: readonly Json[]): Promise<Json> {
    const at = this.clock();
    try {
      const ok = this.#perform(operation, args);
      this.#log.push({ operation, args, result: { ok }, at });
      return ok;
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.#log.push({ operation, args, result: { error: { code: error.code, message: error.message } }, at });
      throw error;
    }
  }

  #perform(operation: string, args: readonly Json[]): Json {
    const name = this.#allowed(operation);
    const checked = checkArguments(name, args);
    this.#faults?.(name);
    try {
      const { world, result } = applyOperation(this.#cell.get(), name, checked);
      this.#cell.set(world);
      return result;
    } catch (error) {
      throw error instanceof Refusal ? asKernelError(error, name) : error;
    }
  }

  #allowed(operation: string): OperationName {
    if (this.#closed !== undefined)
      throw new KernelError('EPERM', operation, `Operation not permitted: ${this.#closed}`);
    if (isOperation(operation) && this.operations.includes(operation)) return operation;
    const reason = isOperation(operation) ? 'this kernel only observes' : 'there is no such operation';
    throw new KernelError('EPERM', operation, `Operation not permitted: ${reason}`);
  }
}
