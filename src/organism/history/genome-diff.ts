import type { Origin } from '../../genome/certificate.ts';
import type { Json } from '../../model/json.ts';
import type { Sha256 } from '../../model/digest.ts';

/** What differs between two states of a genome, by meaning; nothing in it is written anywhere. */
export interface GenomeDiff {
  readonly contracts: readonly ContractChange[];
  readonly phenotypes: readonly PhenotypeChange[];
  readonly pool: readonly PoolChange[];
  /** Changed files that cannot be read on one side, so that nobody takes silence for agreement. */
  readonly unreadable: readonly UnreadableFile[];
}

/** `layout`: the text differs and the meaning does not. */
export type ContractChangeKind = 'added' | 'removed' | 'changed' | 'layout';

export interface ContractChange {
  readonly kind: 'gene' | 'pathway' | 'topology';
  readonly name: string;
  readonly change: ContractChangeKind;
  /** The parts whose meaning differs, as `sg contract show --json` names them; for `changed` only. */
  readonly parts: readonly string[];
  readonly before: Sha256 | null;
  readonly after: Sha256 | null;
}

export interface PhenotypeChange {
  readonly phenotype: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly loci: readonly LocusChange[];
  /** All that is not a locus: description, hardware, policy, fusion state. A member each. */
  readonly settings: readonly SettingChange[];
}

/** Absent members did not change. */
export interface LocusChange {
  readonly locus: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly dominant?: Changed<Sha256 | null>;
  readonly fallback?: Changed<readonly Sha256[]>;
  readonly deprecated?: Changed<readonly Sha256[]>;
  readonly weights?: Changed<Json>;
  readonly canary?: Changed<Json>;
}

export interface Changed<T> {
  readonly before: T;
  readonly after: T;
}

export interface SettingChange {
  /** `hardware.nic`, `policy.weights.convergence`, `fusion.ensure_bridge`. */
  readonly path: string;
  /** `null` where it is not set. */
  readonly before: Json;
  readonly after: Json;
}

export interface PoolChange {
  readonly locus: string;
  readonly allele: Sha256;
  /** `altered`: what must never change under a digest, source or certificate, did; `evidence`: only its evidence. */
  readonly change: 'added' | 'removed' | 'altered' | 'evidence';
  /** The kinds of file that changed. */
  readonly files: readonly ('source' | 'certificate' | 'evidence')[];
  /** From the certificate, where there is a valid one. */
  readonly birth: AlleleBirth | null;
}

export interface AlleleBirth {
  readonly origin: Origin;
  readonly parents: readonly Sha256[];
  readonly generation: number;
  readonly created: string;
  readonly note: string | null;
}

export interface UnreadableFile {
  readonly path: string;
  readonly side: 'before' | 'after';
  readonly message: string;
}

/** Whether the two states mean the same; contracts may be laid out differently. */
export function meansTheSame({ contracts, phenotypes, pool, unreadable }: GenomeDiff): boolean {
  return (
    contracts.every(({ change }) => change === 'layout') && phenotypes.length + pool.length + unreadable.length === 0
  );
}
