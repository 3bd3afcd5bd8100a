import type { Genome } from '../../genome/genome.ts';
import type { CompilerThread } from '../static/compiler-thread.ts';
import type { StageFailure, StageResult } from '../stage-result.ts';
import { byteFailures, decoded } from './integrity-bytes.ts';
import { certificateFailures } from './integrity-certificate.ts';
import { poolFailures } from './integrity-pool.ts';
import type { Candidate } from './candidate.ts';
import { sourceFailures } from './source-failure.ts';
import { textFindings } from '../static/source-text.ts';

export interface IntegrityParts {
  /** The pool and graveyard it would join. */
  readonly genome: Genome;
  readonly compiler: CompilerThread;
  /** Whether a candidate without a certificate is refused: yes for what is committed, no for what is being proposed. */
  readonly certified: boolean;
}

type Check = (
  candidate: Candidate,
  parts: IntegrityParts,
) => Promise<readonly StageFailure[]> | readonly StageFailure[];

/** Cheapest first. The next is not asked when one fails, so that each may rely on those before. */
const checks: readonly Check[] = [
  byteFailures,
  ({ bytes }) => sourceFailures(textFindings(decoded(bytes))),
  certificateFailures,
  poolFailures,
  async ({ bytes }, { compiler }) => sourceFailures(await compiler.ask({ kind: 'inspect', source: decoded(bytes) })),
];

/**
 * First stage of the arena: is the file what it says it is, may it be here, and is its syntax one that a gene may have?
 * Nothing of the candidate runs.
 *
 * An allele is one module of erasable TypeScript: named type imports from './contract.js', '../kernel.js' or, fused,
 * '../<locus>/contract.js'; types, functions, classes and constants; one `export default async function execute`.
 * Constants are literals, calculations with them, functions, lists, objects, Maps and Sets of those, so that loading it
 * runs nothing of it.
 */
export async function checkIntegrity(candidate: Candidate, parts: IntegrityParts): Promise<StageResult> {
  let checked = 0;
  for (const check of checks) {
    checked += 1;
    const failures = await check(candidate, parts);
    if (failures.length > 0) return { stage: 'integrity', status: 'failed', checked, failures };
  }
  return { stage: 'integrity', status: 'passed', checked, failures: [] };
}
