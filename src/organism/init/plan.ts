/** One commit that `sg init` makes. */
export interface PlannedCommit {
  readonly message: string;
  /** New bytes by path. */
  readonly changes: ReadonlyMap<string, Uint8Array>;
}

/** What `sg init` does to a repository; nothing to do when empty. */
export type InitPlan = readonly PlannedCommit[];

/** A commit, or none where nothing changes. */
export function commitOf(message: string, changes: ReadonlyMap<string, Uint8Array>): InitPlan {
  return changes.size === 0 ? [] : [{ message, changes }];
}
