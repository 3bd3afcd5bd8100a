import { SgError } from './sg-error.ts';

/** Something that should never happen did: a bug in sg, not the caller's or the host's fault. */
export class InternalError extends SgError {
  constructor(message: string, cause?: unknown) {
    super({
      code: 'internal-error',
      message,
      exitStatus: 70,
      hint: 'This is a bug in sg. Please report it with the command you ran and the output of `sg --version`.',
      ...(cause === undefined ? {} : { cause }),
    });
  }
}
