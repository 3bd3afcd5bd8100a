/** When fitness is observed: at once, at the end of the contract's window, or hours to days later. */
export const timescales = ['immediate', 'convergence', 'resilience'] as const;

export type Timescale = (typeof timescales)[number];
