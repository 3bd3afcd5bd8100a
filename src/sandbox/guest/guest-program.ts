import { guestEncoder } from './guest-encoder.ts';
import { guestGlobals } from './guest-globals.ts';
import { guestKernel } from './guest-kernel.ts';

/** Shown in stacks for frames that are not the gene's; the host leaves those lines out. */
export const guestFile = '<sandbox>';

/** Functions of the guest that the host calls. */
export const guestFunctions = ['controlBuffer', 'open', 'adopt', 'describe', 'start', 'settle', 'take'] as const;

/** Positions in the guest's control block, in 32-bit words. */
export const controlWords = { seed: 0, operations: 4, bytes: 5, depth: 6, chanceUsed: 7 } as const;

export type GuestFunction = (typeof guestFunctions)[number];

/** A script whose value is an object with those functions; no gene ever gets hold of it. */
export const guestProgram = `(function () {
'use strict';
${guestGlobals}${guestEncoder}${guestKernel}
return { __proto__: null, ${guestFunctions.join(', ')} };
})()`;
