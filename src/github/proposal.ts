/** What a pull request of sg says, before it has a number. */
export interface Proposal {
  /** Branch that holds the change, already pushed: `mutation/<locus>/<sha12>`. */
  readonly head: string;
  readonly base: string;
  readonly title: string;
  /** Markdown; untrusted text in it has been fenced by the caller. */
  readonly body: string;
  readonly labels: readonly string[];
  /** What it answers; there is one open pull request for each. */
  readonly signature: string;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly head: string;
  /** Commit at the head branch's tip. */
  readonly headSha: string;
  readonly body: string;
}
