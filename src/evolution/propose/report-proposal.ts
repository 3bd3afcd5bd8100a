import { readFile, stat } from 'node:fs/promises';
import { UsageError } from '../../errors/usage-error.ts';
import { reportCheck } from '../../github/report-check.ts';
import type { ConnectOptions } from '../../github/connect-github.ts';
import { openWorkspace } from '../../organism/workspace.ts';
import { parseCheckReport, type CheckReport } from './check-report.ts';
import { connectForge } from './forge-connection.ts';

export interface ReportRequest {
  readonly start: string;
  /** What `sg arena check --out` has written. */
  readonly file: string;
  /** The commit that was to be judged, from somebody who is trusted: the report must be about it. */
  readonly head: string;
  readonly remote: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly github?: Omit<ConnectOptions, 'address' | 'token'>;
}

/** What branch protection names. */
const checkName = 'sg arena';

const mostBytes = 1024 * 1024;

/**
 * Puts the outcome of a check on its commit. It only reads the file: nothing of the proposal runs where the token is.
 * @throws UsageError `check-report-not-readable`, `check-of-another-commit`, `no-github-token`; IntegrityError
 * `check-report-invalid`; what GitHub throws
 */
export async function reportProposal(request: ReportRequest): Promise<CheckReport & { readonly url: string | null }> {
  const report = parseCheckReport(await text(request.file));
  if (report.head !== request.head) throw another(report.head, request.head);
  const { repository } = await openWorkspace(request.start);
  const { remote, env, github: options } = request;
  const github = await connectForge(repository, { remote, env, ...(options === undefined ? {} : { options }) });
  const { head: headSha, conclusion, title, summary } = report;
  const { url } = await reportCheck(github, { name: checkName, headSha, conclusion, title, summary });
  return { ...report, url };
}

async function text(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true && found.size <= mostBytes) return readFile(file, 'utf8');
  throw new UsageError({
    code: 'check-report-not-readable',
    message: `Expected a file of at most ${mostBytes} bytes at ${file}.`,
    hint: '`sg arena check --head SHA --out FILE` writes it.',
  });
}

function another(found: string, wanted: string): UsageError {
  return new UsageError({
    code: 'check-of-another-commit',
    message: `Expected the check of ${wanted.slice(0, 12)}, got one of ${found.slice(0, 12)}. Nothing was reported.`,
    hint: 'Run `sg arena check --head SHA --out FILE` for this commit.',
  });
}
