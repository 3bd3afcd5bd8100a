import type { Sha256 } from '../../model/digest.ts';

/** An allele that asks to be let in. All of it is from outside. */
export interface Candidate {
  readonly locus: string;
  /** The file's bytes. */
  readonly bytes: Uint8Array;
  /** The digest its file name claims; left out for a file that has not been named yet. */
  readonly digest?: Sha256;
  /** Its birth certificate as TOML; left out for a proposal that is not registered yet. */
  readonly certificate?: Uint8Array;
}
