import { standingCanary } from '../../phenotype/canary.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { readBreakers } from './breaker-file.ts';
import { coolDownSeconds } from './circuit.ts';

/** A dominant allele or a canary that this host does not ask first at the moment, or is trying again. */
export interface BreakerStatus {
  readonly locus: string;
  readonly allele: string;
  readonly state: 'open' | 'half-open';
  /** Kernel time it opened, seconds since 1970. */
  readonly since: number;
  /** Kernel time from which it gets a trial. */
  readonly until: number;
  /** It is the locus' canary; the dominant otherwise. */
  readonly canary?: true;
}

/**
 * The breakers that are not closed, by locus.
 * @param keep false: nothing is written, not even what would save time
 */
export function openBreakers(ledger: string, phenotype: Phenotype, keep = true): readonly BreakerStatus[] {
  return [...readBreakers(ledger, keep ? false : 'nothing').state.circuits].flatMap(([key, circuit]) => {
    const [locus = '', allele = ''] = key.split(' ');
    const canary = standingCanary(phenotype.loci.get(locus))?.allele === allele;
    if (circuit.state === 'closed' || (!canary && expressedStack(phenotype, locus)[0] !== allele)) return [];
    const { state, since } = circuit;
    return [{ locus, allele, state, since, until: since + coolDownSeconds, ...(canary ? { canary } : {}) }];
  });
}
