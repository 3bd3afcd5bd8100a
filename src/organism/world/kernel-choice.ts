import { UsageError } from '../../errors/usage-error.ts';
import type { Kernel, KernelName, WorldSnapshot } from '../../kernel/kernel.ts';
import { asNetworkSnapshot } from '../../kernel/network-snapshot.ts';
import { protectedDevices, type ProtectedDevice, type ProtectionPolicy } from '../../kernel/protected-devices.ts';
import { readPhenotype } from '../../phenotype/read-phenotype.ts';
import { observedHost, withHost } from './host-kernel.ts';
import { observedKernel, observeWorld, withMockKernel, worldPlace } from './mock-world.ts';
import { openWorkspace } from '../workspace.ts';

/** Which kernel a command acts on; the mock where none is named. */
export interface KernelChoice {
  /** A folder inside the genome repository. */
  readonly start: string;
  readonly kernel?: KernelName;
  /** File of the mock's world; the repository's own when left out. */
  readonly world: string | undefined;
}

/** For looking only. */
export async function observedBy({ start, kernel = 'mock', world }: KernelChoice): Promise<Kernel> {
  return kernel === 'mock' ? observedKernel(await worldPlace(start, world)) : observedHost(start, kernel);
}

/** For changing it: nobody else does meanwhile. */
export async function withKernel<T>(
  { start, kernel = 'mock', world }: KernelChoice,
  label: string,
  action: (kernel: Kernel) => Promise<T>,
): Promise<T> {
  if (kernel === 'mock') return withMockKernel(await worldPlace(start, world), label, action);
  return withHost(start, kernel, label, action);
}

export interface ObservedKernel {
  /** Where the mock's world is kept; null on a host. */
  readonly file: string | null;
  /** False where that file does not exist: then it is the development world. */
  readonly saved: boolean;
  /** Seconds since 1970. */
  readonly clock: number;
  readonly snapshot: WorldSnapshot;
}

export async function observeKernel(choice: KernelChoice): Promise<ObservedKernel> {
  const { kernel: name = 'mock', start, world } = choice;
  if (name === 'mock') return observeWorld(start, world);
  const kernel = await observedHost(start, name);
  return { file: null, saved: true, clock: await kernel.now(), snapshot: await kernel.snapshot() };
}

/**
 * Interfaces that genes may not touch there, with the reason.
 * @param phenotype whose `[hardware]` counts too; where there is none of that name, only what the host is reached through
 */
export async function protectedOn(choice: KernelChoice, phenotype: string): Promise<readonly ProtectedDevice[]> {
  const kernel = await observedBy(choice);
  const ways = (await kernel.reach?.waysOut()) ?? [];
  return protectedDevices(asNetworkSnapshot(await kernel.snapshot()), ways, await hardwareOf(choice.start, phenotype));
}

async function hardwareOf(start: string, phenotype: string): Promise<ProtectionPolicy> {
  try {
    return (await readPhenotype((await openWorkspace(start)).tree, phenotype)).hardware;
  } catch (error) {
    const none =
      error instanceof UsageError && (error.code === 'unknown-phenotype' || error.code === 'not-a-repository');
    if (none) return { protected: [], allow: [] };
    throw error;
  }
}
