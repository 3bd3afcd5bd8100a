/** What a mutation leaves behind, in order. */
export type MutationStep =
  | 'reserved'
  | 'asked'
  | 'kept'
  | 'charged'
  | 'judged'
  | 'committed'
  | 'settled'
  | 'rested'
  | 'pushed'
  | 'opened'
  | 'commented'
  | 'dispatched';

/** Told after each step; where it throws, the mutation ends as if the process had been killed there. */
export type StepListener = (step: MutationStep) => Promise<void> | void;
