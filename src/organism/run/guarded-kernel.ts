import type { Kernel } from '../../kernel/kernel.ts';
import { ProtectedKernel } from '../../kernel/protected-kernel.ts';
import type { Reach } from '../../kernel/reach.ts';
import type { Hardware } from '../../phenotype/schema.ts';

/** The kernel with what the phenotype says about its interfaces. @param reach where it is not the kernel's own */
export function guardedKernel(kernel: Kernel, hardware: Hardware, reach?: Reach): ProtectedKernel {
  const { reachability = [] } = hardware;
  return new ProtectedKernel(kernel, { policy: hardware, reachability, ...(reach === undefined ? {} : { reach }) });
}
