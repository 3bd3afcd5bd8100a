import { maxForwardDelay, minForwardDelay } from './ranges.ts';
import { outOfRange } from './refusal.ts';

/** `br_set_forward_delay` answers ERANGE while STP is on. @throws Refusal EINVAL */
export function refuseDelay(stp: boolean, delay: number): void {
  if (stp && delay !== clampDelay(delay)) {
    throw outOfRange(`with STP on the forward delay is ${minForwardDelay} to ${maxForwardDelay} s, not ${delay}`);
  }
}

export function clampDelay(delay: number): number {
  return Math.min(Math.max(delay, minForwardDelay), maxForwardDelay);
}
