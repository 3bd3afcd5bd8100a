import type { Transaction } from '../../kernel/kernel.ts';
import type { Unwatched } from './unwatched.ts';

/**
 * Commits for good where everything was waited for, or where the kernel knows no other way; else leaves the work to be
 * confirmed by `sg watch`.
 * @returns when it is undone unless it was confirmed, in seconds since 1970
 */
export async function commitOrArm(
  transaction: Transaction,
  unwatched: Unwatched | undefined,
  runs: readonly string[],
): Promise<number | undefined> {
  if (unwatched !== undefined && transaction.arm !== undefined) return transaction.arm({ runs, ...unwatched });
  await transaction.commit();
  return undefined;
}
