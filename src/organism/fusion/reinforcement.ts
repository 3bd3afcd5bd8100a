import type { DecomposedRecord, LedgerRecord, PathwayRecord } from '../../ledger/record.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { FailureReport } from '../run/report.ts';

/** Ten runs alike: at an even chance of failing, fewer than one pathway in a thousand would get there by luck. */
export const successesToFuse = 10;

/**
 * Whether a run says how its pathway fares: success and failure do. A refusal is a right answer to that input, and an
 * environment out of reach is nobody's failure; neither adds to the count nor ends it.
 */
export function countsFor(failure: FailureReport | undefined): boolean {
  return failure?.kind !== 'refused' && failure?.kind !== 'environment';
}

/** How often in a row a pathway has worked with the same alleles. */
export interface Reinforcement {
  readonly composition: Sha256;
  readonly count: number;
  /** Fused alleles that failed here since and are not tried again. */
  readonly decomposed: readonly Decomposed[];
}

export interface Decomposed {
  readonly allele: Sha256;
  readonly step?: string;
  readonly reason: string;
}

/** The part of a record that counts. */
export type FusionFact =
  | Pick<PathwayRecord, 't' | 'pathway' | 'composition' | 'ok'>
  | Pick<DecomposedRecord, 't' | 'pathway' | 'allele' | 'step' | 'reason'>;

export type Reinforcements = ReadonlyMap<string, Reinforcement>;

/** How many fused alleles of a pathway are remembered as failed. */
const remembered = 20;

/** A failure, another composition or a decomposition begins the count anew. Other records change nothing. */
export function reinforce(before: Reinforcements, record: FusionFact | LedgerRecord): Reinforcements {
  if (record.t === 'pathway') {
    const known = before.get(record.pathway);
    const same = known?.composition === record.composition ? known.count : 0;
    const count = record.ok ? same + 1 : 0;
    // What has proven itself anew may be fused anew, even to the same bytes.
    const decomposed = count >= successesToFuse ? [] : (known?.decomposed ?? []);
    const next = { composition: record.composition, count, decomposed };
    return new Map(before).set(record.pathway, next);
  }
  if (record.t === 'decomposed') {
    const { pathway, allele, step, reason } = record;
    const known = before.get(pathway);
    const others = (known?.decomposed ?? []).filter((each) => each.allele !== allele);
    const failed: Decomposed = { allele, ...(step === undefined ? {} : { step }), reason };
    const decomposed = [...others, failed].slice(-remembered);
    return new Map(before).set(pathway, { composition: known?.composition ?? '', count: 0, decomposed });
  }
  return before;
}
