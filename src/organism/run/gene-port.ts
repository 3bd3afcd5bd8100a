import type { Kernel, KernelPort } from '../../kernel/kernel.ts';
import type { HostPort } from '../../sandbox/sandbox.ts';

/** Connects a kernel port to the sandbox and keeps the gene's clock at the kernel's time. */
export async function genePort(kernel: Kernel, port: KernelPort): Promise<HostPort> {
  let time = await kernel.now();
  return {
    operations: port.operations,
    call: async (operation, args) => {
      try {
        return await port.call(operation, args);
      } finally {
        time = await kernel.now();
      }
    },
    clock: () => time,
  };
}
