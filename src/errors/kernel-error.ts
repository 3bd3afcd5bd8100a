/** Errno-like codes every kernel implementation uses. */
export const kernelErrorCodes = ['EEXIST', 'ENODEV', 'EBUSY', 'EINVAL', 'EPERM', 'ETIMEDOUT', 'EUNAVAILABLE'] as const;

export type KernelErrorCode = (typeof kernelErrorCodes)[number];

/**
 * A kernel operation did not succeed. `message` is the kernel's own text where there is one (`RTNETLINK answers: File
 * exists`), so that diagnoses and mutation prompts quote the source.
 */
export class KernelError extends Error {
  readonly code: KernelErrorCode;
  readonly operation: string;

  constructor(code: KernelErrorCode, operation: string, message: string) {
    super(message);
    this.name = 'KernelError';
    this.code = code;
    this.operation = operation;
  }
}
