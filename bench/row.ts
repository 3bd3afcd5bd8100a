/** One line of `npm run bench`: a piece of work, what it took here, and what it is compared with. */
export interface BenchRow {
  /** Number of the row in the performance table, with a letter where one row has several parts. */
  readonly id: string;
  readonly work: string;
  /** The figure to compare with, measured in the same run or quoted with its source; empty where there is none. */
  readonly reference: string;
  readonly measured: string;
  /** How many times faster (above 1) or slower than the reference. */
  readonly ratio?: string;
  /** What was to be reached, in the order of what is asked first; none where the row only tells. */
  readonly goals: readonly Goal[];
  /** Plain numbers behind the texts, by name with the unit in it. */
  readonly values: Record<string, number>;
}

export interface Goal {
  readonly says: string;
  readonly reached: boolean;
}
