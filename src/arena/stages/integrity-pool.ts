import type { Genome } from '../../genome/genome.ts';
import { burialOf } from '../../genome/graveyard.ts';
import { sha256 } from '../../model/digest.ts';
import type { StageFailure } from '../stage-result.ts';
import type { Candidate } from './candidate.ts';

/** What was rejected once is not tried again: the same bytes would fail the same way. */
export async function poolFailures(
  { locus, bytes }: Candidate,
  { genome }: { readonly genome: Genome },
): Promise<readonly StageFailure[]> {
  const burial = await burialOf(genome.tree, locus, sha256(bytes));
  if (burial === undefined) return [];
  const message = `These bytes were rejected before, at stage ${burial.stage}: ${burial.reason}`;
  return [{ kind: 'buried', at: 'graveyard', message }];
}
