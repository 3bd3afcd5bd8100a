import { KernelError } from '../../src/errors/kernel-error.ts';
import { SgError } from '../../src/errors/sg-error.ts';
import { Refusal } from '../../src/kernel/refusal.ts';

export type Met<T> = { readonly value: T } | { readonly code: string };

/**
 * The law of every door: a value, or an expected failure with a code.
 * @throws whatever else was thrown, bugs of sg among it
 */
export async function met<T>(action: () => T | Promise<T>): Promise<Met<T>> {
  try {
    return { value: await action() };
  } catch (error) {
    const expected = error instanceof SgError && error.code !== 'internal-error' && error.exitStatus !== 70;
    if (expected) return { code: error.code };
    // What kernels say: the run turns them into findings.
    if (error instanceof Refusal || error instanceof KernelError) return { code: error.code };
    throw error;
  }
}
