import { EnvironmentError } from '../../errors/environment-error.ts';
import { UsageError } from '../../errors/usage-error.ts';

/** An outage: the same request may succeed a moment later. */
export class PassingFault extends EnvironmentError {}

export function unreachable(url: string, why: string, cause?: unknown): PassingFault {
  return new PassingFault({
    code: 'remote-unreachable',
    message: `Cannot reach ${url}: ${why}.`,
    hint: 'Nothing was changed. Check the address with `sg remote list` and try again later.',
    cause,
  });
}

export function refused(url: string, status: number): EnvironmentError {
  return new EnvironmentError({
    code: 'remote-refused',
    message: `${url} answered ${status}: ${status === 404 ? 'there is no such repository, or not for you' : 'access was refused'}.`,
    hint: 'Give a token in SG_TOKEN (for the host of the remote "origin") or GITHUB_TOKEN (for GitHub).',
  });
}

/** Whoever answers is not known here, or is not who is known under that name. */
export function hostKeyRefused(url: string): EnvironmentError {
  return new EnvironmentError({
    code: 'host-key-refused',
    message: `The host of ${url} is not the one that ssh knows, or ssh knows none of that name. Nothing was sent.`,
    hint: 'Compare its key with what its owner says, then put it into known_hosts: `ssh-keyscan HOST` shows it.',
  });
}

export function keyRefused(url: string): EnvironmentError {
  return new EnvironmentError({
    code: 'remote-refused',
    message: `${url} accepted no ssh key of this host.`,
    hint: 'Add the public key of this user to the repository, or name another one in ~/.ssh/config or GIT_SSH_COMMAND.',
  });
}

export function badAnswer(url: string, why: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'remote-answer',
    message: `Expected a git server at ${url}, but ${why}.`,
    hint: 'Check the address with `sg remote list`.',
    cause,
  });
}

export function tooLarge(url: string, limit: number): EnvironmentError {
  return new EnvironmentError({
    code: 'transfer-too-large',
    message: `Expected at most ${limit} bytes from ${url}; the transfer was ended.`,
  });
}

export function pushRefused(url: string, branch: string, why: string): EnvironmentError {
  return new EnvironmentError({
    code: 'push-refused',
    message: `${url} refused the push to ${branch}: ${why.slice(0, 300)}.`,
    hint: 'The other side has rules for that branch, or the token may not write.',
  });
}

export function unknownBranch(url: string, branch: string): UsageError {
  return new UsageError({
    code: 'unknown-remote-branch',
    message: `There is no branch ${branch} at ${url}.`,
    hint: branch.startsWith('phenotype/') ? '`sg publish` in the genome repository makes it.' : 'Check the name.',
  });
}
