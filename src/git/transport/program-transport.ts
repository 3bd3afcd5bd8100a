import { randomBytes } from 'node:crypto';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { inBatches } from '../in-batches.ts';
import { isObjectId, isRefName } from '../ref-name.ts';
import type { Repository } from '../repository.ts';
import { readRef } from '../resolve-ref.ts';
import type { RemoteAddress } from './remote-address.ts';
import { runGitTransfer, type TransferOutcome } from './run-git-transfer.ts';
import { badAnswer, hostKeyRefused, keyRefused, pushRefused, unknownBranch, unreachable } from './transport-faults.ts';
import type { Fetched, FetchRequest, Pushed, PushRequest, TransferLimits, Transport } from './transport.ts';
import { withRetries } from './with-retries.ts';

/** Names of so many branches fit on a command line. */
const mostTogether = 400;

/** ssh and local paths, by the git program of this host. */
export class ProgramTransport implements Transport {
  readonly address: RemoteAddress;

  constructor(address: RemoteAddress) {
    this.address = address;
  }

  async list(limits: TransferLimits = {}): Promise<ReadonlyMap<string, string>> {
    return withRetries(limits, () => this.#refs('/', limits, 'refs/heads/*'));
  }

  async fetch(repository: Repository, request: FetchRequest): Promise<Fetched> {
    const { branch, have, whole = false } = request;
    return withRetries(request, async () => {
      const tip = (await this.#refs(repository.root, request, `refs/heads/${branch}`)).get(branch);
      if (tip === undefined) throw unknownBranch(this.address.url, branch);
      // A ref keeps what arrives from being counted as unreachable until it is decided on.
      const place = `refs/sg/incoming/${randomBytes(8).toString('hex')}`;
      const depth = have === undefined && !whole ? ['--depth=1'] : [];
      const fetching = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', ...depth];
      await this.#run(repository.root, request, [
        ...fetching,
        '--',
        this.address.url,
        `+refs/heads/${branch}:${place}`,
      ]);
      const found = await this.#run(repository.root, request, ['rev-parse', '--verify', `${place}^{commit}`]);
      await this.#run(repository.root, request, ['update-ref', '-d', place]);
      return { tip: found.stdout.trim(), bytes: null };
    });
  }

  async fetchTogether(
    repository: Repository,
    places: ReadonlyMap<string, string>,
    limits: TransferLimits = {},
  ): Promise<ReadonlyMap<string, string>> {
    const fetching = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--'];
    const wanted = [...places];
    for (let start = 0; start < wanted.length; start += mostTogether) {
      const refspecs = wanted.slice(start, start + mostTogether).map(([branch, ref]) => `+refs/heads/${branch}:${ref}`);
      await withRetries(limits, () => this.#run(repository.root, limits, [...fetching, this.address.url, ...refspecs]));
    }
    const tips = await inBatches(wanted, async ([branch, ref]) => [branch, await readRef(repository, ref)] as const);
    return new Map(tips.flatMap(([branch, oid]) => (oid === undefined ? [] : [[branch, oid]])));
  }

  async push(repository: Repository, request: PushRequest): Promise<Pushed> {
    const { branch, commit, expected } = request;
    return withRetries(request, async () => {
      const pushing = ['push', '--porcelain', '--no-verify', '--no-recurse-submodules'];
      const lease = expected === undefined ? [] : [`--force-with-lease=refs/heads/${branch}:${expected}`];
      const refspec = `${commit}:refs/heads/${branch}`;
      const args = [...pushing, ...lease, '--', this.address.url, refspec];
      const outcome = await this.#start(repository.root, request, args);
      if (outcome.exitCode === 0) return 'pushed';
      const [, reason] = /^!\t[^\t]*\t(.*)$/m.exec(outcome.stdout) ?? [];
      if (reason === undefined) throw this.#gone(outcome);
      if (/non-fast-forward|fetch first|stale info|cannot lock|failed to (lock|update)/.test(reason)) return 'moved';
      throw pushRefused(this.address.url, branch, reason);
    });
  }

  async #refs(cwd: string, limits: TransferLimits, pattern: string): Promise<ReadonlyMap<string, string>> {
    const { stdout } = await this.#run(cwd, limits, ['ls-remote', '--heads', '--', this.address.url, pattern]);
    const refs = stdout.split('\n').flatMap((line): [string, string][] => {
      const [oid = '', name = ''] = line.split('\t');
      const fine = isObjectId(oid) && isRefName(name) && name.startsWith('refs/heads/');
      return fine ? [[name.slice('refs/heads/'.length), oid]] : [];
    });
    return new Map(refs);
  }

  async #run(cwd: string, limits: TransferLimits, args: readonly string[]): Promise<TransferOutcome> {
    const outcome = await this.#start(cwd, limits, args);
    if (outcome.exitCode !== 0) throw this.#gone(outcome);
    return outcome;
  }

  async #start(cwd: string, { totalMs = 600_000 }: TransferLimits, args: readonly string[]): Promise<TransferOutcome> {
    const outcome = await runGitTransfer(cwd, args, totalMs);
    if (outcome !== undefined) return outcome;
    throw new EnvironmentError({
      code: 'no-git-program',
      message: `Expected a git program to reach ${this.address.url}, found none on this host.`,
      hint: 'Install git, or use an https:// address, which needs none.',
    });
  }

  #gone({ exitCode, stderr }: TransferOutcome): EnvironmentError {
    const lines = stderr.split('\n').filter((line) => /^(fatal|error|ssh|remote)/.test(line));
    const why = (lines[0] ?? 'git told no reason').replaceAll(/\p{Cc}/gu, ' ').slice(0, 300);
    if (exitCode === undefined) return unreachable(this.address.url, 'it took too long');
    if (/Host key verification failed/.test(stderr)) return hostKeyRefused(this.address.url);
    if (/Permission denied \([a-z,-]+\)/.test(stderr)) return keyRefused(this.address.url);
    const lasting = /not appear to be a git|does not exist|Permission denied|dubious ownership|fsck|invalid|no space/i;
    return lasting.test(stderr) ? badAnswer(this.address.url, `git says: ${why}`) : unreachable(this.address.url, why);
  }
}
