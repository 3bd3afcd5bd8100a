import { kernelErrorCodes } from '../errors/kernel-error.ts';
import type { Json } from '../model/json.ts';
import { EngineStop } from './engine/engine-stop.ts';
import { checkBytes, checkValue } from './check-crossing.ts';
import type { HostPort, SandboxLimits } from './sandbox.ts';
import type { GuestCall, Turn } from './turn.ts';
import type { WallTimer } from './wall-timer.ts';

/** `[id, result]`, or `[id, code, message]` for a kernel error. */
export type Answer = readonly [id: number, result: Json] | readonly [id: number, code: string, message: string];

const errorCodes: ReadonlySet<unknown> = new Set(kernelErrorCodes);

/** The host's side of a gene's operations, one after another in the order the gene called them. */
export class CallPerformer {
  readonly #port: HostPort;
  readonly #limits: SandboxLimits;
  readonly #timer: WallTimer;
  /** How many were handed to the port. */
  performed = 0;

  constructor(port: HostPort, limits: SandboxLimits, timer: WallTimer) {
    this.#port = port;
    this.#limits = limits;
    this.#timer = timer;
  }

  /** @throws EngineStop at a limit; whatever the port rejects with when it is not a kernel error */
  async perform({ calls, units }: Turn): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (const call of calls) {
      this.#check(call, units);
      answers.push(await this.#answer(call));
    }
    return answers;
  }

  /** The guest keeps these limits too; this is what keeps them when the engine is broken. */
  #check({ operation, args }: GuestCall, units: number): void {
    if (this.performed >= this.#limits.operations) {
      throw new EngineStop('operation-limit', `made more than ${this.#limits.operations} kernel operations`);
    }
    if (!this.#port.operations.includes(operation)) {
      throw new EngineStop('engine-fault', 'called an operation it was not given', true);
    }
    checkValue(args, this.#limits.jsonDepth + 1, `arguments of ${operation}`);
    checkBytes(args, units, this.#limits.outputBytes, `arguments of ${operation}`);
  }

  async #answer({ id, operation, args }: GuestCall): Promise<Answer> {
    this.performed += 1;
    try {
      const result = (await this.#timer.race(this.#port.call(operation, args))) as Json | undefined;
      checkValue(result ?? null, this.#limits.jsonDepth, `a result of ${operation}`);
      return [id, result ?? null];
    } catch (error) {
      if (!isKernelError(error)) throw error;
      return [id, error.code, error.message];
    }
  }
}

/** Anything else a port throws is not the gene's business: a bug, or an environment that broke. */
function isKernelError(error: unknown): error is { code: string; message: string } {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return errorCodes.has(error.code);
}
