/** Blast radius of a contract, from least to most careful. */
export const risks = ['none', 'low', 'medium', 'high', 'critical'] as const;

export type Risk = (typeof risks)[number];
