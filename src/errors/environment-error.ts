import { SgError, type SgErrorInit } from './sg-error.ts';

/** The world around sg is not reachable or not usable: kernel, D-Bus, remote, LLM, file system. */
export class EnvironmentError extends SgError {
  constructor(init: Omit<SgErrorInit, 'exitStatus'>) {
    super({ ...init, exitStatus: 4 });
  }
}
