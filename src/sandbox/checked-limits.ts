import { UsageError } from '../errors/usage-error.ts';
import { defaultLimits, type SandboxLimits } from './sandbox.ts';

const kib = 1024;
const mib = 1024 * kib;

/** Least and most of each limit. The engine's stack and address space set the upper ends. */
const ranges: Readonly<Record<keyof SandboxLimits, readonly [least: number, most: number]>> = {
  cpuMs: [1, 3_600_000],
  steps: [50_000, Number.MAX_SAFE_INTEGER],
  wallMs: [1, 86_400_000],
  memoryBytes: [256 * kib, 1024 * mib],
  stackBytes: [16 * kib, 256 * kib],
  outputBytes: [64, 64 * mib],
  operations: [0, 10_000_000],
  jsonDepth: [1, 512],
};

/**
 * The limits of one run, the defaults where nothing was said.
 *
 * @throws UsageError `sandbox-limit` when one is not a number within its range
 */
export function checkedLimits(given: Partial<SandboxLimits> | undefined): SandboxLimits {
  if (given === undefined) return defaultLimits;
  const limits = { ...defaultLimits, ...given };
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = limits[name as keyof SandboxLimits];
    if (value >= least && value <= most) continue;
    throw new UsageError({
      code: 'sandbox-limit',
      message: `The sandbox limit ${name} must be between ${least} and ${most}, not ${value}.`,
      hint: 'Correct the limit where the sandbox is configured.',
    });
  }
  return limits;
}
