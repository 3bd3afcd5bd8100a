import { KernelError, type KernelErrorCode } from '../errors/kernel-error.ts';

/** Why the kernel says no, before the operation's name is put to it. */
export class Refusal extends Error {
  readonly code: KernelErrorCode;

  constructor(code: KernelErrorCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

export function asKernelError(error: Refusal, operation: string): KernelError {
  return new KernelError(error.code, operation, error.message);
}

/* The kernel's own texts (strerror, and extended acknowledgements where it gives one), as `ip` prints them. */

export function fileExists(): Refusal {
  return new Refusal('EEXIST', 'RTNETLINK answers: File exists');
}

export function noDevice(name: string): Refusal {
  return new Refusal('ENODEV', `Cannot find device "${name}"`);
}

export function busy(detail: string): Refusal {
  return new Refusal('EBUSY', `RTNETLINK answers: Device or resource busy (${detail})`);
}

export function invalid(detail: string): Refusal {
  return new Refusal('EINVAL', `RTNETLINK answers: Invalid argument (${detail})`);
}

/** ENETDOWN: the link, or the one below it, is administratively down. */
export function networkDown(detail: string): Refusal {
  return new Refusal('EINVAL', `RTNETLINK answers: Network is down (${detail})`);
}

/** ERANGE. */
export function outOfRange(detail: string): Refusal {
  return new Refusal('EINVAL', `RTNETLINK answers: Numerical result out of range (${detail})`);
}

/** EADDRNOTAVAIL. */
export function addressNotAvailable(detail: string): Refusal {
  return new Refusal('EINVAL', `RTNETLINK answers: Cannot assign requested address (${detail})`);
}

/** EMLINK. */
export function tooManyLinks(detail: string): Refusal {
  return new Refusal('EINVAL', `RTNETLINK answers: Too many links (${detail})`);
}
