import type { KernelName } from '../../../src/kernel/kernel.ts';
import type { Json } from '../../../src/model/json.ts';
import { runOnKernel } from '../../../src/organism/run/run-on-kernel.ts';

/** run-locus.ts REPOSITORY KERNEL LOCUS INPUT: `sg run` as a process of its own, to be killed. */
const [start = '', kernel = 'iproute2', target = '', input = '{}'] = process.argv.slice(2);
await runOnKernel({
  start,
  kernel: kernel as KernelName,
  phenotype: 'default',
  world: undefined,
  target,
  input: JSON.parse(input) as Json,
  wait: true,
  jobs: 1,
  dryRun: false,
  emit: () => undefined,
});
