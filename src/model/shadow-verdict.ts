/** What an allele made of a question on a mock of the host, beside the one that answered it there. */
export const shadowVerdicts = ['same', 'differs', 'fails'] as const;

export type ShadowVerdict = (typeof shadowVerdicts)[number];
