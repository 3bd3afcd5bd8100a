import type { Sha256 } from '../../model/digest.ts';

/** Contracts that were read and checked when sg was built. */
export interface ShippedContracts {
  /** Each without a fault, packed, by the SHA-256 of its text. */
  readonly packed: Readonly<Record<Sha256, string>>;
  /** Digest of the set of all of them, in which the checks find nothing. */
  readonly sound: Sha256;
}

/** The network genome's. The build puts them in the place of this module; sg run from its sources reads everything itself. */
export const shipped = undefined as ShippedContracts | undefined;
