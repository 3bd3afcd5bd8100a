import type { Kernel, Transaction } from '../../kernel/kernel.ts';

/**
 * The kernel inside a transaction: each transaction begun on it is a stretch of `whole`. Its commit keeps the stretch until
 * `whole` ends; its rollback undoes the stretch alone.
 */
export function nestedKernel(kernel: Kernel, whole: Transaction): Kernel {
  return {
    name: kernel.name,
    now: () => kernel.now(),
    sleep: (seconds) => kernel.sleep(seconds),
    snapshot: () => kernel.snapshot(),
    observer: () => kernel.observer(),
    begin: () => stretch(whole),
    ...(kernel.lost === undefined ? {} : { lost: () => kernel.lost?.() ?? Promise.resolve([]) }),
  };
}

async function stretch(whole: Transaction): Promise<Transaction> {
  const start = await whole.savepoint();
  return {
    before: start.world,
    port: () => whole.port(),
    savepoint: () => whole.savepoint(),
    commit: () => Promise.resolve(),
    rollback: () => start.restore(),
  };
}
