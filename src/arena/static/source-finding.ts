/** Something in an allele's source that may not be there. */
export interface SourceFinding {
  /** Stable kebab-case word: `enum`, `top-level-code`, `ts-2339`. */
  readonly kind: string;
  /** From 1, as editors count; column in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** Holds text of the source: untrusted. */
  readonly message: string;
}
