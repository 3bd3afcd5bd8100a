/** What a mutation leaves behind, in order. */
export const mutationSteps = [
  'reserved',
  'asked',
  'kept',
  'charged',
  'judged',
  'committed',
  'rested',
  'settled',
  'pushed',
  'opened',
  'commented',
  'dispatched',
] as const;

export type MutationStep = (typeof mutationSteps)[number];

/** Told after each step; where it throws, the mutation ends as if the process had been killed there. */
export type StepListener = (step: MutationStep) => Promise<void> | void;
