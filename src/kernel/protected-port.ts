import { KernelError } from '../errors/kernel-error.ts';
import type { Json } from '../model/json.ts';
import type { Kernel, KernelPort, OperationRecord } from './kernel.ts';
import { asNetworkSnapshot } from './network-snapshot.ts';
import { checkArguments, isOperation, operations, type OperationName } from './operations.ts';
import { protectedTarget, type Protection } from './protected-operation.ts';
import type { ProtectedDevice } from './protected-devices.ts';

/** How a refusal begins that is the host's own, not its kernel's. */
export const protectionMessage = 'Operation not permitted: interface is protected: ';

type Looking = Pick<Kernel, 'now' | 'snapshot'>;

/** Refuses what would touch a protected interface before the kernel is asked; the refusal is on its log like any other. */
export class ProtectedPort implements KernelPort {
  readonly operations: readonly string[];
  readonly #port: KernelPort;
  readonly #protection: Protection;
  readonly #kernel: Looking;
  /** With their places in the whole log. */
  readonly #refused: { readonly place: number; readonly record: OperationRecord }[] = [];

  constructor(port: KernelPort, protection: Protection, kernel: Looking) {
    this.operations = port.operations;
    this.#port = port;
    this.#protection = protection;
    this.#kernel = kernel;
  }

  get log(): readonly OperationRecord[] {
    if (this.#refused.length === 0) return this.#port.log;
    const log = [...this.#port.log];
    for (const { place, record } of this.#refused) log.splice(place, 0, record);
    return log;
  }

  async call(operation: string, args: readonly Json[]): Promise<Json> {
    const target = await this.#target(operation, args);
    if (target === undefined) return this.#port.call(operation, args);
    const message = `${protectionMessage}${target.device} ${target.reason}`;
    const refusal = new KernelError('EPERM', operation, message);
    const place = this.#port.log.length + this.#refused.length;
    const result = { error: { code: refusal.code, message } };
    this.#refused.push({ place, record: { operation, args, result, at: await this.#kernel.now() } });
    throw refusal;
  }

  /** Wrong arguments and unknown operations are the kernel's to refuse. */
  async #target(operation: string, args: readonly Json[]): Promise<ProtectedDevice | undefined> {
    if (!isOperation(operation) || operations[operation].half === 'observe') return undefined;
    const checked = validArguments(operation, args);
    if (checked === undefined) return undefined;
    return protectedTarget(await this.#current(operation, args[0]), operation, checked);
  }

  /** Which bridge takes the address of a new port depends on what both have by now. */
  async #current(operation: OperationName, first: Json | undefined): Promise<Protection> {
    const { devices } = this.#protection;
    if (operation !== 'attachPort' || devices.every(({ device }) => device !== first)) return this.#protection;
    return { devices, links: asNetworkSnapshot(await this.#kernel.snapshot()).links };
  }
}

function validArguments<Name extends OperationName>(
  name: Name,
  args: readonly Json[],
): ReturnType<typeof checkArguments<Name>> | undefined {
  try {
    return checkArguments(name, args);
  } catch (error) {
    if (error instanceof KernelError) return undefined;
    throw error;
  }
}
