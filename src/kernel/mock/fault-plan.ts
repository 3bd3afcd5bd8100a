import { z } from 'zod';
import { kernelErrorCodes, type KernelErrorCode } from '../../errors/kernel-error.ts';
import { maxSleep } from '../ranges.ts';

/**
 * What goes wrong, and when: one plain JSON value, so that a trial with faults can be written down and replayed. Time is
 * counted in operations that acting genes bring to the kernel through ports of transactions, from 1 over the life of the
 * kernel. Looking through an observer (diagnostics) does not count, nor does a call the port itself refuses: an unknown
 * name or arguments that can't be right.
 */

const device = z.string().min(1).max(15);
const seconds = z.number().min(0).max(maxSleep);
const strict = z.strictObject;

/** Everything but `error` and `dead` happens just before the operation, which then meets the world as it is. */
const effect = z.discriminatedUnion('kind', [
  /** The operation fails and changes nothing. */
  strict({ kind: z.literal('error'), code: z.enum(kernelErrorCodes), message: z.string().min(1).max(1_000) }),
  /** Hot unplug: the interface is gone, from its bridge or bond too, and VLANs on it with it. No rollback brings it back. */
  strict({ kind: z.literal('vanish'), device }),
  /** The operation takes this much longer. */
  strict({ kind: z.literal('slow'), seconds }),
  /** From here on every operation fails after `seconds`, of this port alone or of the whole kernel, observers included. */
  strict({
    kind: z.literal('dead'),
    code: z.enum(['EUNAVAILABLE', 'ETIMEDOUT']),
    seconds,
    reach: z.enum(['port', 'kernel']),
  }),
  /** The cable of a network card is pulled, or put back. */
  strict({ kind: z.literal('carrier'), device, present: z.boolean() }),
  /** The cable loses its signal now and has it again after `seconds`; so `times` times, as long up as down. */
  strict({ kind: z.literal('flap'), device, seconds: seconds.positive(), times: z.int().min(1).max(20) }),
  /** The host starts anew: what is runtime state only is lost (see `reboot`). */
  strict({ kind: z.literal('reboot') }),
]);

const fault = strict({
  /** The n-th operation, from 1. */
  at: z.int().min(1).max(1_000_000),
  does: effect,
});

export const faultPlanSchema = strict({
  version: z.literal(1),
  /** Those at the same operation happen in the order given; an error ends them. */
  faults: z.array(fault).max(64).readonly(),
});

export type FaultPlan = Readonly<z.output<typeof faultPlanSchema>>;
export type Fault = Readonly<FaultPlan['faults'][number]>;
export type FaultEffect = Readonly<Fault['does']>;

export const noFaults: FaultPlan = { version: 1, faults: [] };

/** What the kernel usually says with a code, for faults that don't say more. */
const usualMessages: Readonly<Record<KernelErrorCode, string>> = {
  EEXIST: 'RTNETLINK answers: File exists',
  ENODEV: 'RTNETLINK answers: No such device',
  EBUSY: 'RTNETLINK answers: Device or resource busy',
  EINVAL: 'RTNETLINK answers: Invalid argument',
  EPERM: 'RTNETLINK answers: Operation not permitted',
  ETIMEDOUT: 'Connection timed out',
  EUNAVAILABLE: 'Cannot open netlink socket: Connection refused',
};

/** An `error` fault in the kernel's usual words. */
export function usualError(code: KernelErrorCode): FaultEffect {
  return { kind: 'error', code, message: usualMessages[code] };
}

export function usualMessage(code: KernelErrorCode): string {
  return usualMessages[code];
}
