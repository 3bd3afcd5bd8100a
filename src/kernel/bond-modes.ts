import type { BondMode } from './network.ts';

/** In the kernel's own numbering, 0 to 6 (include/uapi/linux/if_bonding.h). */
export const bondModes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const satisfies readonly BondMode[];
