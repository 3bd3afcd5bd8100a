import type { Evidence } from './fitness.ts';

/** Evidence in which every attempt whose process died stands as a bad immediate observation: a crash can't hide. */
export function withInterruptions(observed: Evidence, interrupted: number): Evidence {
  const { good, bad } = observed.immediate;
  return { ...observed, immediate: { good, bad: bad + interrupted } };
}
