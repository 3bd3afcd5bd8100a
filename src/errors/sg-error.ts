import type { Json } from '../model/json.ts';

/**
 * Exit status of the process, by kind of failure.
 * 1 the work failed; 2 the caller's mistake; 3 integrity; 4 the environment; 70 a bug in sg (sysexits EX_SOFTWARE).
 */
export type ExitStatus = 1 | 2 | 3 | 4 | 70;

export interface SgErrorInit {
  /** Stable, kebab-case: programs and the handbook's troubleshooting table key on it. */
  readonly code: string;
  /** What was expected and what was found, in one sentence. */
  readonly message: string;
  readonly exitStatus: ExitStatus;
  /** The next step a person can take. */
  readonly hint?: string;
  /** Machine-readable particulars, printed under `error.details` with --json. */
  readonly details?: Json;
  readonly cause?: unknown;
}

/** An expected failure: it has a code, a message for people and, where one exists, a next step. */
export class SgError extends Error {
  readonly code: string;
  readonly exitStatus: ExitStatus;
  readonly hint: string | undefined;
  readonly details: Json | undefined;

  constructor(init: SgErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = new.target.name;
    this.code = init.code;
    this.exitStatus = init.exitStatus;
    this.hint = init.hint;
    this.details = init.details;
  }
}
