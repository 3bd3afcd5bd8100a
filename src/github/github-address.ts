import { UsageError } from '../errors/usage-error.ts';

/** One repository on GitHub or on a GitHub Enterprise server. */
export interface GitHubAddress {
  readonly owner: string;
  readonly repo: string;
  /** Base of the REST API, without a slash at its end. */
  readonly apiUrl: string;
}

/** Owner and repository names as GitHub allows them; never `.` or `..`, which would climb in an API path. */
const namePattern = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/**
 * The repository a git remote's URL names, as https or ssh (`git@host:owner/repo.git`).
 *
 * @param apiUrl where the API is, when it can't be told from the host; GitHub Actions gives it in GITHUB_API_URL
 * @throws UsageError `not-a-github-remote`
 */
export function githubAddress(remoteUrl: string, apiUrl?: string): GitHubAddress {
  const found = parts(remoteUrl);
  const [owner, repo] =
    found?.path
      .replace(/^\/+|\/+$/g, '')
      .split('/')
      .slice(-2) ?? [];
  const name = repo?.replace(/\.git$/, '');
  if (found === undefined || owner === undefined || name === undefined || !isName(owner) || !isName(name)) {
    throw new UsageError({
      code: 'not-a-github-remote',
      message: `Expected a remote such as https://github.com/OWNER/REPOSITORY, got "${withoutCredentials(remoteUrl)}".`,
      hint: 'Name the repository with --repository OWNER/NAME, and a GitHub Enterprise server with GITHUB_API_URL.',
    });
  }
  return { owner, repo: name, apiUrl: (apiUrl ?? apiOf(found)).replace(/\/+$/, '') };
}

function isName(text: string): boolean {
  return namePattern.test(text);
}

interface UrlParts {
  readonly protocol: string;
  readonly host: string;
  readonly path: string;
}

function parts(remoteUrl: string): UrlParts | undefined {
  const short = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/)(.+)$/.exec(remoteUrl);
  if (short?.[1] !== undefined && short[2] !== undefined && !remoteUrl.includes('://')) {
    return { protocol: 'https:', host: short[1], path: short[2] };
  }
  if (!URL.canParse(remoteUrl)) return undefined;
  const { protocol, host, hostname, pathname } = new URL(remoteUrl);
  if (!['https:', 'http:', 'ssh:', 'git:'].includes(protocol)) return undefined;
  const web = protocol === 'http:' || protocol === 'https:';
  return { protocol: protocol === 'http:' ? 'http:' : 'https:', host: web ? host : hostname, path: pathname };
}

/** github.com answers under a host of its own, an Enterprise server under `/api/v3`. */
function apiOf({ protocol, host }: UrlParts): string {
  return host === 'github.com' || host === 'www.github.com' ? 'https://api.github.com' : `${protocol}//${host}/api/v3`;
}

/** For messages: a URL may carry a token. */
function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
