import type { BreakerRecord, LedgerRecord } from '../../ledger/record.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import type { BreakerFold } from './breaker-fold.ts';
import { keepsBack } from './circuit.ts';

/** The circuit breakers of one organism: follows what its runs record, and says in which order a stack is tried. */
export class BreakerPanel {
  readonly #fold: BreakerFold;
  readonly #phenotype: Phenotype;
  readonly #canaries: ReadonlyMap<string, Sha256>;
  #now: number;

  /**
   * @param now the kernel's clock; it moves on with the records
   * @param canaries what this host asks first, by locus
   */
  constructor(fold: BreakerFold, phenotype: Phenotype, now: number, canaries: ReadonlyMap<string, Sha256> = new Map()) {
    this.#canaries = canaries;
    this.#fold = fold;
    this.#phenotype = phenotype;
    this.#now = now;
  }

  /** Takes a record in and gives what is to be recorded of the breakers of dominant alleles and canaries. */
  observe(record: LedgerRecord): readonly BreakerRecord[] {
    this.#now = record.at;
    return this.#fold
      .add(record)
      .filter(
        ({ locus, allele }) => allele === dominantOf(this.#phenotype, locus) || allele === this.#canaries.get(locus),
      );
  }

  /** The canary to ask before the stack; one whose circuit is open is left out, and the stack answers as usual. */
  canary(locus: string): Sha256 | undefined {
    const canary = this.#canaries.get(locus);
    return canary === undefined || keepsBack(this.#fold.circuit(locus, canary), this.#now) ? undefined : canary;
  }

  /** A dominant whose circuit is open is tried last: what helps is tried before what has just failed. */
  arrange<T extends { readonly digest: string }>(locus: string, stack: readonly T[]): readonly T[] {
    const [first, ...rest] = stack;
    if (first === undefined || first.digest !== dominantOf(this.#phenotype, locus)) return stack;
    return keepsBack(this.#fold.circuit(locus, first.digest), this.#now) ? [...rest, first] : stack;
  }
}

function dominantOf(phenotype: Phenotype, locus: string): string | undefined {
  return expressedStack(phenotype, locus)[0];
}
