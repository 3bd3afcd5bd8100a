import { SgError } from '../errors/sg-error.ts';

const code = 'ref-moved';

/** The swap of a compare-and-swap failed: somebody else committed first. Read again, decide again, try again. */
export function refMoved(ref: string, expected: string | null, found: string | undefined): SgError {
  const name = (oid: string | null | undefined): string =>
    oid === null || oid === undefined ? 'not to exist' : `at ${oid.slice(0, 12)}`;
  return new SgError({
    code,
    exitStatus: 1,
    message: `Expected ${ref} ${name(expected)}, found it ${found === undefined ? 'missing' : name(found)}.`,
    hint: 'Somebody else committed there meanwhile. Nothing was changed; try again.',
    details: { ref, expected, found: found ?? null },
  });
}

export function isRefMoved(error: unknown): boolean {
  return error instanceof SgError && error.code === code;
}
