import { SgError, type SgErrorInit } from './sg-error.ts';

/** A digest, signature or stored state that does not check. */
export class IntegrityError extends SgError {
  constructor(init: Omit<SgErrorInit, 'exitStatus'>) {
    super({ ...init, exitStatus: 3 });
  }
}
