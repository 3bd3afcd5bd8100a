import { KernelError } from '../errors/kernel-error.ts';
import type { Json } from '../model/json.ts';
import type { OperationRecord } from './kernel.ts';
import { checkArguments, isOperation, type OperationArguments, type OperationName } from './operations.ts';
import { asKernelError, Refusal } from './refusal.ts';

/** Performs an operation whose name is allowed and whose arguments are checked. */
export type Perform = <Name extends OperationName>(name: Name, args: OperationArguments<Name>) => Promise<Json>;

/**
 * What stands between a gene and a real kernel: which operations it may call, whether it still may, the check of what it
 * hands over, and the record of it all.
 */
export class CallGate {
  readonly operations: readonly OperationName[];
  readonly #log: OperationRecord[] = [];
  readonly #perform: Perform;
  readonly #now: () => number;
  #closed: string | undefined;

  constructor(operations: readonly OperationName[], now: () => number, perform: Perform) {
    this.operations = operations;
    this.#now = now;
    this.#perform = perform;
  }

  get log(): readonly OperationRecord[] {
    return this.#log;
  }

  /** From now on every call fails with EPERM: a gene that outlives its attempt reaches nothing. */
  close(reason: string): void {
    this.#closed ??= reason;
  }

  /** @throws KernelError EPERM when it was closed; what waits for its turn asks again when it has it */
  needOpen(operation: string): void {
    if (this.#closed !== undefined)
      throw new KernelError('EPERM', operation, `Operation not permitted: ${this.#closed}`);
  }

  async call(operation: string, args: readonly Json[]): Promise<Json> {
    const at = this.#now();
    try {
      const ok = await this.#checked(operation, args);
      this.#log.push({ operation, args, result: { ok }, at });
      return ok;
    } catch (error) {
      const refused = error instanceof Refusal ? asKernelError(error, operation) : error;
      if (!(refused instanceof KernelError)) throw refused;
      this.#log.push({ operation, args, result: { error: { code: refused.code, message: refused.message } }, at });
      throw refused;
    }
  }

  #checked(operation: string, args: readonly Json[]): Promise<Json> {
    this.needOpen(operation);
    if (!isOperation(operation) || !this.operations.includes(operation)) {
      const reason = isOperation(operation) ? 'this kernel only observes' : 'there is no such operation';
      throw new KernelError('EPERM', operation, `Operation not permitted: ${reason}`);
    }
    return this.#perform(operation, checkArguments(operation, args));
  }
}
