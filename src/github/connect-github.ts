import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { GitHub } from './github.ts';
import type { GitHubAddress } from './github-address.ts';

export interface ConnectOptions {
  readonly address: GitHubAddress;
  readonly token: string;
  /** One request's longest time, in milliseconds. */
  readonly timeoutMs?: number;
  /** Longest wait a rate limit may ask for, in seconds; past it the call fails and says when to come back. */
  readonly patienceSeconds?: number;
  /** Unit of the growing pause before a retry, in milliseconds. */
  readonly backOffMs?: number;
  /** Without the second between two writes that github.com asks for: for a server of one's own. */
  readonly unpaced?: boolean;
  /** Told before each wait, so that nobody looks at a silent terminal. */
  readonly waiting?: (seconds: number, why: string) => void;
}

/** Asking again would bring the same answer; rate limits (403, 429) are the throttle's. */
const answersThatStand = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];

const Client = Octokit.plugin(throttling, retry);

/** Bounded everywhere: a request's time, the retries of one call, and how long a rate limit may make it wait. */
const defaults = { timeoutMs: 20_000, patienceSeconds: 60, backOffMs: 1_000, retries: 2 } as const;

/** Nothing is sent yet. The token is used for the Authorization header only and is not kept anywhere else. */
export function connectGitHub(options: ConnectOptions): GitHub {
  const { address, token, timeoutMs = defaults.timeoutMs, backOffMs = defaults.backOffMs } = options;
  const octokit = new Client({
    auth: token,
    baseUrl: address.apiUrl,
    userAgent: 'sg',
    request: { fetch: fetchWithin(timeoutMs) },
    retry: { retries: defaults.retries, retryAfterBaseValue: backOffMs, doNotRetry: answersThatStand },
    throttle: {
      ...throttleOptions(options),
      ...pacing(options),
    },
    log: silent,
  });
  return { address, octokit };
}

function fetchWithin(timeoutMs: number): typeof fetch {
  return (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
}

function throttleOptions({ patienceSeconds = defaults.patienceSeconds, waiting }: ConnectOptions) {
  const decide =
    (why: string) =>
    (seconds: number, _request: unknown, _octokit: unknown, tries: number): boolean => {
      if (tries >= defaults.retries || seconds > patienceSeconds) return false;
      waiting?.(seconds, why);
      return true;
    };
  return {
    onRateLimit: decide('the rate limit of GitHub is used up'),
    onSecondaryRateLimit: decide('GitHub asks for fewer requests at a time'),
    fallbackSecondaryRateRetryAfter: 5,
  };
}

/** Without pace, these stand in for the plugin's queues between writes. */
function pacing({ unpaced = false }: ConnectOptions): object {
  return unpaced ? { write: freely, notifications: freely } : {};
}

const freely = {
  key: () => ({ schedule: (_options: unknown, job: () => unknown): unknown => job() }),
};

/** What a person must know is in the error; request URLs and headers are nobody's business. */
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // Nothing to say.
}
