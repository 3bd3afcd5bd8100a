import { IntegrityError } from '../../errors/integrity-error.ts';
import { failureCaseSchema, failureCaseVersion, type FailureCase } from '../../organism/cases/failure-case-format.ts';

/** A case file of a busy host holds its world and the operations of a few attempts; more than this is none. */
const mostCharacters = 8 * 1024 * 1024;

/**
 * A failure case from the text of its file. The file may come from anywhere: nothing in it is trusted but its shape.
 * @param source shown in messages
 * @throws IntegrityError `case-file-invalid`
 */
export function readFailureCase(text: string, source: string): FailureCase {
  if (text.length > mostCharacters) throw invalid(source, `expected at most ${mostCharacters} characters`);
  const parsed = failureCaseSchema.safeParse(parsedJson(text, source));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(source, `at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`, parsed.error);
}

function parsedJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(source, `expected JSON, but ${(error as Error).message}`, error);
  }
}

function invalid(source: string, found: string, cause?: unknown): IntegrityError {
  return new IntegrityError({
    code: 'case-file-invalid',
    message: `${source} holds no failure case of version 1 to ${failureCaseVersion}: ${found}.`,
    hint: 'Failure cases are written by `sg run` to .sg/cases/.',
    details: { file: source },
    ...(cause === undefined ? {} : { cause }),
  });
}
