import type { LocusInventory } from '../../genome/inventory.ts';
import { emptyTally, type AlleleTally, type Tallies } from '../../ledger/allele-tally.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { LocusExpression, Phenotype } from '../../phenotype/schema.ts';
import { withInterruptions } from '../../selection/evidence.ts';
import { fitness, type Fitness } from '../../selection/fitness.ts';

/** `pool`: in the genome, and neither expressed nor ruled out. */
export type AlleleRole = 'dominant' | 'fallback' | 'deprecated' | 'pool';

export interface AlleleStatus {
  readonly allele: Sha256;
  readonly role: AlleleRole;
  /** Whether the genome has its source. */
  readonly present: boolean;
  readonly tally: AlleleTally;
  readonly fitness: Fitness;
}

/** The alleles a phenotype names at a locus: in the order of expression, then what was ruled out. */
export function namedAlleles(
  phenotype: Phenotype,
  locus: string,
  inventory: LocusInventory | undefined,
  tallies: Tallies,
): readonly AlleleStatus[] {
  const present = new Set(inventory?.alleles);
  const weights = phenotype.loci.get(locus)?.weights ?? phenotype.policy.weights;
  return roles(phenotype.loci.get(locus)).map(([allele, role]) =>
    status(allele, role, present.has(allele), tallies.get(locus)?.get(allele) ?? emptyTally(), weights),
  );
}

/** Digests in the genome that the phenotype does not name, sorted. */
export function poolOf(phenotype: Phenotype, locus: string, inventory: LocusInventory | undefined): readonly Sha256[] {
  const named = new Set(roles(phenotype.loci.get(locus)).map(([digest]) => digest));
  return (inventory?.alleles ?? []).filter((digest) => !named.has(digest));
}

/** Every allele of a locus: what the phenotype names, then the pool. */
export function allAlleles(
  phenotype: Phenotype,
  locus: string,
  inventory: LocusInventory | undefined,
  tallies: Tallies,
): readonly AlleleStatus[] {
  const weights = phenotype.loci.get(locus)?.weights ?? phenotype.policy.weights;
  const pool = poolOf(phenotype, locus, inventory).map((allele) =>
    status(allele, 'pool', true, tallies.get(locus)?.get(allele) ?? emptyTally(), weights),
  );
  return [...namedAlleles(phenotype, locus, inventory, tallies), ...pool];
}

function status(
  allele: Sha256,
  role: AlleleRole,
  present: boolean,
  tally: AlleleTally,
  weights: Phenotype['policy']['weights'],
): AlleleStatus {
  return {
    allele,
    role,
    present,
    tally,
    fitness: fitness(withInterruptions(tally.observations, tally.interrupted), weights),
  };
}

function roles(expression: LocusExpression | undefined): readonly (readonly [Sha256, AlleleRole])[] {
  const named: (readonly [Sha256, AlleleRole])[] = [];
  if (expression?.dominant !== undefined) named.push([expression.dominant, 'dominant']);
  for (const digest of expression?.fallback ?? []) named.push([digest, 'fallback']);
  for (const digest of expression?.deprecated ?? []) named.push([digest, 'deprecated']);
  return named;
}
