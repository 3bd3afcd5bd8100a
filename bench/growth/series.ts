/** One kind of work at growing sizes. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Point {
  /** How much there is: alleles or hosts. */
  readonly size: number;
  /** Median of a few rounds. */
  readonly milliseconds: number;
}
