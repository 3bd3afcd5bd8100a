import { askGitHub } from './ask-github.ts';
import { inRepository, type GitHub } from './github.ts';

export interface CheckResult {
  /** Shown in the list of checks, and what branch protection names. */
  readonly name: string;
  readonly headSha: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
}

/** The longest summary GitHub takes, in characters. */
const longestSummary = 65_535;

/** Puts a finished check on a commit; one of the same name by the same app is brought up to date instead. */
export async function reportCheck(github: GitHub, result: CheckResult): Promise<{ readonly url: string | null }> {
  const { rest } = github.octokit;
  const { name, headSha, conclusion, title, summary } = result;
  const known = await askGitHub('read the checks of a commit', () =>
    rest.checks.listForRef({ ...inRepository(github), ref: headSha, check_name: name, per_page: 100 }),
  );
  const body = {
    ...inRepository(github),
    status: 'completed' as const,
    conclusion,
    output: { title, summary: shortened(summary) },
  };
  const latest = known.data.check_runs[0];
  const { data } = await askGitHub<{ data: { html_url: string | null } }>('report a check', () =>
    latest === undefined
      ? rest.checks.create({ ...body, name, head_sha: headSha })
      : rest.checks.update({ ...body, check_run_id: latest.id }),
  );
  return { url: data.html_url };
}

function shortened(summary: string): string {
  if (summary.length <= longestSummary) return summary;
  const note = '\n\nThe rest is in the evidence file.';
  return summary.slice(0, longestSummary - note.length) + note;
}
