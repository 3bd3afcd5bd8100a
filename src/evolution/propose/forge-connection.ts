import { UsageError } from '../../errors/usage-error.ts';
import type { Repository } from '../../git/repository.ts';
import { configuredUrl } from '../../git/transport/remotes.ts';
import { connectGitHub, type ConnectOptions } from '../../github/connect-github.ts';
import type { GitHub } from '../../github/github.ts';
import { githubAddress } from '../../github/github-address.ts';

export interface ForgeRequest {
  /** Name of a remote in the repository's config, or an address. */
  readonly remote: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly options?: Omit<ConnectOptions, 'address' | 'token'>;
}

/**
 * The forge behind a remote, with the token of the environment (GITHUB_TOKEN, GH_TOKEN or SG_TOKEN; GITHUB_API_URL where
 * the server is not github.com's). Nothing is sent yet.
 * @throws UsageError `no-github-token`, `not-a-github-remote`
 */
export async function connectForge(repository: Repository, { remote, env, options }: ForgeRequest): Promise<GitHub> {
  const token = [env['GITHUB_TOKEN'], env['GH_TOKEN'], env['SG_TOKEN']].find(
    (each) => each !== undefined && each !== '',
  );
  if (token === undefined) {
    throw new UsageError({
      code: 'no-github-token',
      message: 'Expected a token for pull requests in GITHUB_TOKEN; there is none.',
      hint: 'It needs contents and pull requests (write). Without --pr, the proposal stays on a local branch.',
    });
  }
  const url = (await configuredUrl(repository, remote)) ?? remote;
  const api = env['GITHUB_API_URL'];
  const named = env['GITHUB_REPOSITORY'];
  const address = isAddress(url) || named === undefined ? githubAddress(url, api) : undefined;
  return connectGitHub({
    address: address ?? githubAddress(`https://github.com/${named ?? ''}`, api),
    token,
    ...options,
  });
}

/** A path of this machine names no repository on a forge. */
function isAddress(url: string): boolean {
  return /^[a-z+]+:\/\/(?!\/)|^[^/]+@[^/]+:/.test(url) && !url.startsWith('file:');
}
