import { EnvironmentError } from '../errors/environment-error.ts';
import { SgError } from '../errors/sg-error.ts';
import { UsageError } from '../errors/usage-error.ts';

/**
 * Awaits one call and turns what GitHub answers into an error with a next step.
 *
 * @param what the attempt in words, for the message: `open a pull request`
 * @throws UsageError github-refused, github-not-found, github-invalid; EnvironmentError github-unreachable,
 *   github-rate-limit
 */
export async function askGitHub<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SgError) throw error;
    throw failure(what, error);
  }
}

/** The status GitHub answered with, when the failure is an answer. */
export function githubStatus(error: unknown): number | undefined {
  return answerOf(error instanceof SgError ? error.cause : error)?.status;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Octokit's RequestError, told by its name: its class belongs to a package that is not ours to name. */
function answerOf(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || error.name !== 'HttpError') return undefined;
  const { status, response } = error as { status?: unknown; response?: { headers?: Record<string, unknown> } };
  return typeof status === 'number' && response !== undefined ? { status, headers: response.headers ?? {} } : undefined;
}

function failure(what: string, error: unknown): SgError {
  const answer = answerOf(error);
  const said = error instanceof Error ? firstLine(error.message) : 'no reason was given';
  if (answer === undefined) return unreachable(what, said, error);
  const { status } = answer;
  if (isRateLimit(answer)) return rateLimited(what, answer, error);
  if (status >= 500) return unreachable(what, `it answered ${String(status)}: ${said}`, error);
  const message = `GitHub would not ${what}: ${String(status)} ${said}`;
  switch (status) {
    case 401:
    case 403:
      return new UsageError({
        code: 'github-refused',
        message,
        hint:
          'Check the token in GITHUB_TOKEN: it needs contents and pull requests (write) on this repository. In a workflow, the ' +
          'settings of Actions have to allow creating pull requests as well.',
        cause: error,
      });
    case 404:
      return new UsageError({
        code: 'github-not-found',
        message,
        hint: 'Check the name of the repository, and that the token may see it: GitHub hides what it may not.',
        cause: error,
      });
    default:
      return new UsageError({ code: 'github-invalid', message, cause: error });
  }
}

function unreachable(what: string, said: string, cause: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'github-unreachable',
    message: `GitHub could not be asked to ${what}: ${said}`,
    hint: 'Nothing was lost: run the same command again later.',
    cause,
  });
}

function isRateLimit({ status, headers }: Answer): boolean {
  if (status === 429) return true;
  const { 'x-ratelimit-remaining': left, 'retry-after': after } = headers;
  return status === 403 && (left === '0' || after !== undefined);
}

function rateLimited(what: string, { headers }: Answer, cause: unknown): EnvironmentError {
  const reset = Number(headers['x-ratelimit-reset']);
  const when = Number.isFinite(reset) ? ` It opens again at ${new Date(reset * 1000).toISOString()}.` : '';
  return new EnvironmentError({
    code: 'github-rate-limit',
    message: `GitHub's rate limit stands in the way: could not ${what}.${when}`,
    hint: 'Nothing was lost: run the same command again then.',
    cause,
  });
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
