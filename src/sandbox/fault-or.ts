import type { Engine } from './engine/engine.ts';
import { EngineStop } from './engine/engine-stop.ts';
import { faultOfStop, GeneFaultError } from './gene-fault.ts';
import type { GeneFault } from './sandbox.ts';

/**
 * What the work gives, or the fault that ended it. An engine that came to harm is marked for disposal. Rejects only for
 * what is not the gene's doing.
 */
export async function faultOr<T>(engine: Engine, work: () => T | Promise<T>): Promise<T | GeneFault> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GeneFaultError) return error.fault;
    if (!(error instanceof EngineStop)) throw error;
    if (error.broken) engine.broken = true;
    return faultOfStop(error);
  }
}
