import { Flags } from '@oclif/core';

/** Which kernel, and for the mock which world. */
export const worldFlags = {
  kernel: Flags.option({
    options: ['mock'] as const,
    description: 'kernel to act on',
    default: 'mock' as const,
    env: 'SG_KERNEL',
  })(),
  world: Flags.string({
    description: 'file of the mock world (default: .sg/world.json)',
    helpValue: 'FILE',
    env: 'SG_WORLD',
  }),
};
