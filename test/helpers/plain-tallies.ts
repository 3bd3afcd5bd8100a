import type { AlleleTally, Tallies } from '../../src/ledger/allele-tally.ts';

/** Tallies to compare, whether all of them have been looked at or not. */
export function plainTallies(tallies: Tallies): ReadonlyMap<string, ReadonlyMap<string, AlleleTally>> {
  return new Map([...tallies].map(([locus, alleles]) => [locus, new Map(alleles)]));
}
