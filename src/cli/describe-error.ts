import { InternalError } from '../errors/internal-error.ts';
import { SgError } from '../errors/sg-error.ts';
import type { Json } from '../model/json.ts';

/** An error as `--json` prints it under `error`. */
export interface DescribedError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly details?: Json;
}

export interface ErrorDescription {
  readonly exitStatus: number;
  readonly error: DescribedError;
  /** The stack, for bugs only. */
  readonly stack?: string;
}

interface OclifError extends Error {
  readonly oclif?: { readonly exit?: number };
}

/** Any thrown value as code, message, next step and exit status. */
export function describeError(thrown: unknown): ErrorDescription {
  if (thrown instanceof SgError) return describeSgError(thrown);
  const exit = (thrown as OclifError | undefined)?.oclif?.exit;
  if (thrown instanceof Error && exit !== undefined) {
    // oclif's messages about flags and arguments end with a pointer to --help of their own.
    const message = thrown.message.replace(/\n?See more help with --help$/, '').trim();
    const hint = 'Run the command with --help to see its flags and arguments.';
    return { exitStatus: exit === 0 ? 0 : 2, error: { code: 'usage', message, hint } };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return describeSgError(new InternalError(message, thrown));
}

function describeSgError(error: SgError): ErrorDescription {
  const cause = error.cause instanceof Error ? error.cause : error;
  return {
    exitStatus: error.exitStatus,
    error: {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.details === undefined ? {} : { details: error.details }),
    },
    ...(error.exitStatus === 70 && cause.stack !== undefined ? { stack: cause.stack } : {}),
  };
}
