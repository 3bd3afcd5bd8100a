import { MockKernel } from '../../kernel/mock/mock-kernel.ts';
import type { Reach } from '../../kernel/reach.ts';
import { guardedKernel } from '../run/guarded-kernel.ts';
import { silentJournal } from '../run/journal.ts';
import type { Organism } from '../organism.ts';
import { deployTopology } from './deploy-topology.ts';
import type { PreparedTopology } from './prepare-topology.ts';
import type { TopologyReport } from './topology-report.ts';
import type { TopologyRequest } from './topology-request.ts';

/**
 * What a deploy would do, exact because it is done: on a copy of the world that nobody keeps. Nothing is recorded and no
 * allele is judged, for a shadow's result never stands for a real one.
 * @param reach how the real host is reached, where the world is a picture of one
 */
export async function planTopology(
  organism: Organism & { readonly kernel: MockKernel },
  topology: PreparedTopology,
  request: Omit<TopologyRequest, 'keepCase'>,
  reach?: Reach,
): Promise<TopologyReport> {
  const copy = MockKernel.open({ world: organism.kernel.world });
  const kernel = guardedKernel(copy, organism.phenotype.hardware, reach);
  const shadow = { ...organism, kernel, journal: silentJournal };
  const report = await deployTopology(shadow, topology, { ...request, keepCase: () => Promise.resolve('') });
  return { ...report, cases: [] };
}
