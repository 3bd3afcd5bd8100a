import { SgError, type SgErrorInit } from './sg-error.ts';

/** The caller's mistake: flags, inputs against `takes`, unknown names, contract diagnostics. Nothing was run. */
export class UsageError extends SgError {
  constructor(init: Omit<SgErrorInit, 'exitStatus'>) {
    super({ ...init, exitStatus: 2 });
  }
}
