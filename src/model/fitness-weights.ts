/** How much each timescale counts in a fitness score. They add up to 1. */
export interface FitnessWeights {
  readonly immediate: number;
  readonly convergence: number;
  readonly resilience: number;
}

/** The weights where nobody chose others: what shows later counts more, what takes days to show counts least. */
export const defaultWeights: FitnessWeights = { immediate: 0.3, convergence: 0.5, resilience: 0.2 };
