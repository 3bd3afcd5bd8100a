import { SgError } from '../../errors/sg-error.ts';

export type OrCode<T> =
  { readonly value: T; readonly code?: never } | { readonly value?: never; readonly code: string };

/** What was read, or the code of the error: one thing that can't be read must not take the other pages away. */
export async function orCode<T>(read: () => Promise<T>): Promise<OrCode<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof SgError) return { code: error.code };
    throw error;
  }
}
