import { executable, type ContractSet } from '../../contract/contract-set.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { shortDigest } from '../../model/digest.ts';
import { canaryFault } from '../../phenotype/canary.ts';
import { phenotypePath } from '../../phenotype/phenotype-path.ts';
import type { Phenotype } from '../../phenotype/schema.ts';

/**
 * The risk of a locus bounds how many hosts may try a new allele first.
 * @throws UsageError `canary-too-wide`
 */
export function assertCanaries(contracts: ContractSet, phenotype: Phenotype): void {
  for (const [locus, { canary }] of phenotype.loci) {
    const risk = executable(contracts, locus)?.risk ?? 'none';
    const fault = canary === undefined ? undefined : canaryFault(canary, risk);
    if (canary === undefined || fault === undefined) continue;
    throw new UsageError({
      code: 'canary-too-wide',
      message: `The canary ${shortDigest(canary.allele)} of "${locus}" is asked on too many hosts: ${fault}.`,
      hint: `Name the hosts under [loci.${locus}.canary] in ${phenotypePath(phenotype.name)}, as \`sg push\` names them.`,
      details: { phenotype: phenotype.name, locus, allele: canary.allele, risk },
    });
  }
}
