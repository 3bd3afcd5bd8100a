import { usualWorkers } from '../../arena/arena.ts';
import type { JudgeOptions } from '../../arena/judge-candidate.ts';
import { readCandidate } from '../../arena/read-candidate.ts';
import { verifyEvidence } from '../../arena/verify-evidence.ts';
import { Genome } from '../../genome/genome.ts';
import type { Workspace } from '../../organism/workspace.ts';
import type { MeasuredEvidence } from './arena-proof.ts';

/** How the arena is to work; nothing of it changes what is found. */
export type ArenaMeans = Partial<Pick<JudgeOptions, 'workers' | 'progress' | 'signal' | 'compiler'>>;

/**
 * Measures again what a proof's evidence says, in the state of the workspace's tree: seconds, not milliseconds.
 * @throws as `verifyEvidence`
 */
export async function remakeEvidence(workspace: Workspace, proof: MeasuredEvidence, means: ArenaMeans): Promise<void> {
  const { evidence, allele } = proof;
  const candidate = await readCandidate(new Genome(workspace.tree), evidence.locus, allele);
  await verifyEvidence(workspace, evidence, candidate, {
    workers: usualWorkers(),
    cacheDir: workspace.cache,
    ...means,
  });
}
