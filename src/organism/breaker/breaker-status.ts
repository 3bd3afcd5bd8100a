import { expressedStack } from '../../phenotype/expression.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { readBreakers } from './breaker-file.ts';
import { coolDownSeconds } from './circuit.ts';

/** A dominant allele that this host does not express in first place at the moment, or is trying again. */
export interface BreakerStatus {
  readonly locus: string;
  readonly allele: string;
  readonly state: 'open' | 'half-open';
  /** Kernel time it opened, seconds since 1970. */
  readonly since: number;
  /** Kernel time from which it gets a trial. */
  readonly until: number;
}

/**
 * The breakers that are not closed, by locus.
 * @param keep false: nothing is written, not even what would save time
 */
export function openBreakers(ledger: string, phenotype: Phenotype, keep = true): readonly BreakerStatus[] {
  return [...readBreakers(ledger, keep ? false : 'nothing').state.circuits].flatMap(([key, circuit]) => {
    const [locus = '', allele = ''] = key.split(' ');
    if (circuit.state === 'closed' || expressedStack(phenotype, locus)[0] !== allele) return [];
    return [{ locus, allele, state: circuit.state, since: circuit.since, until: circuit.since + coolDownSeconds }];
  });
}
