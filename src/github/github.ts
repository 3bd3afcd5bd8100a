import type { Octokit } from '@octokit/rest';
import type { GitHubAddress } from './github-address.ts';

/** A connection to one repository. Everything else in this folder is one call, or one idempotent step, on it. */
export interface GitHub {
  readonly address: GitHubAddress;
  readonly octokit: Octokit;
}

/** What every call on the repository names. */
export function inRepository({ address }: GitHub): { readonly owner: string; readonly repo: string } {
  return { owner: address.owner, repo: address.repo };
}
