import { Flags } from '@oclif/core';
import { fromHost } from './host-defaults.ts';

const world = Flags.string({
  description: 'file of the mock world (default: .sg/world.json)',
  helpValue: 'FILE',
  env: 'SG_WORLD',
});

/** Which kernel, and for the mock which world. */
export const kernelFlags = {
  kernel: Flags.option({
    options: ['mock', 'iproute2', 'networkmanager'] as const,
    description:
      'kernel to act on: the mock, or the network of this host (iproute2: until it restarts; networkmanager: for good); ' +
      "default: the host's, else the mock",
    default: fromHost('kernel', 'mock' as const),
    noCacheDefault: true,
    env: 'SG_KERNEL',
  })(),
  world,
};

/** The same for what only the mock can do. */
export const worldFlags = {
  kernel: Flags.option({
    options: ['mock'] as const,
    description: 'kernel to act on',
    default: 'mock' as const,
    env: 'SG_KERNEL',
  })(),
  world,
};
