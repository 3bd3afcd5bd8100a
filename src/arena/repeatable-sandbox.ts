import type { Sandbox, SandboxLimits } from '../sandbox/sandbox.ts';

/**
 * A gene ends after as many steps wherever it runs, about what a host's limit of one second allows; time is only the last
 * resort, far beyond it, because a busy machine must not change a verdict.
 */
const limits: Partial<SandboxLimits> = { steps: 400_000_000, cpuMs: 60_000 };

/** The same sandbox with limits that do not depend on the machine. */
export function repeatableSandbox(sandbox: Sandbox): Sandbox {
  return {
    run: (gene, input, port, options) =>
      sandbox.run(gene, input, port, { ...options, limits: { ...limits, ...options.limits } }),
    dispose: () => {
      sandbox.dispose();
    },
  };
}
