import { InternalError } from '../../errors/internal-error.ts';
import { kernelErrorCodes } from '../../errors/kernel-error.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Json } from '../../model/json.ts';
import type { HostPort } from '../../sandbox/sandbox.ts';

/** An operation, what a port said to it, and the hour it was then. */
export interface Told {
  readonly operation: string;
  readonly args: readonly Json[];
  readonly said: Said;
  readonly clock: number;
}

type Said = { readonly ok: Json } | { readonly error: KernelRefusal };

type KernelRefusal = Error & { readonly code: string };

const codes: ReadonlySet<unknown> = new Set(kernelErrorCodes);

/** Performs one operation. What is no kernel error is thrown on, as the sandbox does. */
export async function tell(port: HostPort, operation: string, args: readonly Json[]): Promise<Told> {
  let said: Said;
  try {
    said = { ok: await port.call(operation, args) };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !codes.has(error.code)) throw error;
    said = { error: error as KernelRefusal };
  }
  return { operation, args, said, clock: port.clock() };
}

/** A port on which some operations have been performed already: they are answered as they were, what follows goes on. */
export class ToldPort implements HostPort {
  readonly operations: readonly string[];
  readonly #port: HostPort;
  readonly #before: readonly Told[];
  readonly #started: number;
  readonly #told: Told[] = [];

  /** @param started hour before the first operation */
  constructor(port: HostPort, before: readonly Told[], started: number) {
    this.operations = port.operations;
    this.#port = port;
    this.#before = before;
    this.#started = started;
  }

  /** Everything that was asked through this port, in order. */
  get told(): readonly Told[] {
    return this.#told;
  }

  async call(operation: string, args: readonly Json[]): Promise<Json> {
    const told = this.#before[this.#told.length] ?? (await tell(this.#port, operation, args));
    if (told.operation !== operation || (told.args !== args && canonicalJson(told.args) !== canonicalJson(args))) {
      throw new InternalError(`A gene that was told the same as before called ${operation}, not ${told.operation}.`);
    }
    this.#told.push(told);
    if ('error' in told.said) throw told.said.error;
    return told.said.ok;
  }

  clock(): number {
    return this.#told.at(-1)?.clock ?? this.#started;
  }
}
