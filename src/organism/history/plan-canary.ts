import { executable } from '../../contract/contract-set.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { setCanary } from '../../phenotype/edit.ts';
import { assertCanaries } from '../canary/assert-canaries.ts';
import { loadContracts } from '../contracts/load-contracts.ts';
import { checkedAllele } from './checked-allele.ts';
import type { EditScene, ExpressionEdit } from './expression-edit.ts';

/**
 * The phenotype with the allele as the canary of its locus, or without it where the share is 0.
 * @throws as `checkedAllele`; UsageError `allele-dominant`, `locus-not-expressed`, `canary-too-wide`, `unknown-locus`
 */
export async function planCanary(scene: EditScene): Promise<ExpressionEdit> {
  const { phenotype, locus, tree, canary = {} } = scene;
  const entry = phenotype.loci.get(locus);
  if (canary.share === 0) {
    // Its bytes are not looked at: what is broken or gone must be endable.
    const known = entry?.canary?.allele;
    if (known?.startsWith(scene.sha) !== true) throw notCanary(scene);
    return { allele: known, phenotype: setCanary(phenotype, locus, undefined) };
  }
  // What was ruled out is never asked: `--force` can't make it a canary.
  const allele = await checkedAllele({ ...scene, force: false });
  if (entry?.dominant === undefined) throw notExpressed(scene, allele);
  if (entry.dominant === allele) throw isDominant(scene, allele);
  const next = setCanary(phenotype, locus, { allele, ...canary });
  const { value: contracts } = await loadContracts(tree);
  // Without its contract nobody knows the risk.
  if (executable(contracts, locus) === undefined) throw noContract(locus);
  assertCanaries(contracts, next);
  return { allele, phenotype: next };
}

function noContract(locus: string): UsageError {
  return new UsageError({
    code: 'unknown-locus',
    message: `Expected a contract of "${locus}" that can be read: its risk says how many hosts may ask a canary.`,
    hint: '`sg contract check` tells what is wrong.',
    details: { locus },
  });
}

function notCanary({ phenotype: { name, loci }, locus, sha }: EditScene): UsageError {
  const known = loci.get(locus)?.canary?.allele;
  return new UsageError({
    code: 'no-such-canary',
    message: `Expected the canary of locus "${locus}" in phenotype "${name}", got ${JSON.stringify(sha.slice(0, 64))}.`,
    hint: known === undefined ? 'It has none.' : `Its canary is ${shortDigest(known)}.`,
    details: { phenotype: name, locus },
  });
}

function notExpressed({ phenotype: { name }, locus }: EditScene, allele: Sha256): UsageError {
  return new UsageError({
    code: 'locus-not-expressed',
    message: `Expected a locus that has a dominant to go before; phenotype "${name}" has none at "${locus}".`,
    hint: `Make it the dominant: \`sg promote ${locus} ${shortDigest(allele)} --reason …\`.`,
    details: { phenotype: name, locus, allele },
  });
}

function isDominant({ phenotype: { name }, locus }: EditScene, allele: Sha256): UsageError {
  return new UsageError({
    code: 'allele-dominant',
    message: `Allele ${shortDigest(allele)} is the dominant of locus "${locus}" in phenotype "${name}"; every host asks it first.`,
    hint: 'A canary is another allele than the dominant.',
    details: { phenotype: name, locus, allele },
  });
}
