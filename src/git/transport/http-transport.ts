import type * as IsomorphicGit from 'isomorphic-git';
import * as nodeFs from 'node:fs';
import { SgError } from '../../errors/sg-error.ts';
import { isObjectId, isRefName } from '../ref-name.ts';
import { gitIoError, type Repository } from '../repository.ts';
import { BoundedHttp, mostFetched } from './bounded-http.ts';
import { incomingFiles } from './incoming-files.ts';
import { haveRef, openQuarantine } from './quarantine.ts';
import type { RemoteAddress } from './remote-address.ts';
import { badAnswer, pushRefused, refused, unknownBranch, unreachable } from './transport-faults.ts';
import type { Fetched, FetchRequest, Pushed, PushRequest, TransferLimits, Transport } from './transport.ts';
import { withRetries } from './with-retries.ts';

type Isomorphic = typeof IsomorphicGit;

/** Git's smart HTTP protocol, versions 1 and 2 (gitprotocol-http(5)), by isomorphic-git. */
export class HttpTransport implements Transport {
  readonly address: RemoteAddress;
  readonly #authorization: string | undefined;

  constructor(address: RemoteAddress, authorization: string | undefined) {
    this.address = address;
    this.#authorization = authorization;
  }

  async list(limits: TransferLimits = {}): Promise<ReadonlyMap<string, string>> {
    return this.#attempts(limits, async (git, http) => {
      const refs = await git.listServerRefs({ http, url: this.address.url, prefix: 'refs/heads/', protocolVersion: 2 });
      const fine = refs.filter(({ ref, oid }) => isObjectId(oid) && isBranch(ref));
      return new Map(fine.map(({ ref, oid }) => [ref.slice('refs/heads/'.length), oid]));
    });
  }

  async fetch(repository: Repository, request: FetchRequest): Promise<Fetched> {
    return this.#attempts(request, async (git, http) => {
      const quarantine = await openQuarantine(repository, request.have);
      try {
        const tip = await this.#fetchInto(git, http, quarantine.gitDir, request);
        await quarantine.admit();
        return { tip, bytes: http.bytes };
      } finally {
        await quarantine.remove();
      }
    });
  }

  async #fetchInto(git: Isomorphic, http: BoundedHttp, gitdir: string, request: FetchRequest): Promise<string> {
    const { branch, have, whole = false, maxBytes = mostFetched } = request;
    try {
      const { fetchHead } = await git.fetch({
        fs: incomingFiles(maxBytes, (why) => badAnswer(this.address.url, why)),
        http,
        gitdir,
        url: this.address.url,
        remote: 'origin',
        remoteRef: `refs/heads/${branch}`,
        ref: haveRef,
        singleBranch: true,
        tags: false,
        ...(have === undefined && !whole ? { depth: 1 } : {}),
      });
      if (fetchHead !== null) return fetchHead;
    } catch (error) {
      const { code, data } = error as { code?: unknown; data?: { what?: unknown } };
      if (code !== 'NotFoundError') throw error;
      if (data?.what === 'HEAD') throw badAnswer(this.address.url, 'its HEAD names a branch that it does not have');
    }
    throw unknownBranch(this.address.url, branch);
  }

  async push(repository: Repository, request: PushRequest): Promise<Pushed> {
    return this.#attempts(request, async (git, http) => {
      const { commit, branch, expected } = request;
      try {
        await git.push({
          fs: withoutWriting,
          http,
          gitdir: repository.commonDir,
          url: this.address.url,
          remote: 'origin',
          ref: commit,
          remoteRef: `refs/heads/${branch}`,
          // What the server then compares with is what it is asked to change from.
          ...(expected === undefined ? {} : { onPrePush: ({ remoteRef }) => remoteRef.oid === expected }),
        });
        return 'pushed';
      } catch (error) {
        if (isMoved(error)) return 'moved';
        throw rejection(error, this.address.url, branch) ?? error;
      }
    });
  }

  async #attempts<T>(limits: TransferLimits, action: (git: Isomorphic, http: BoundedHttp) => Promise<T>): Promise<T> {
    const git: Isomorphic = await import('isomorphic-git');
    const { url } = this.address;
    return withRetries(limits, async () => {
      const authorization = this.#authorization;
      const http = new BoundedHttp({ ...limits, url, ...(authorization === undefined ? {} : { authorization }) });
      try {
        return await action(git, http);
      } catch (error) {
        throw this.#fault(http.fault ?? error);
      } finally {
        http.close();
      }
    });
  }

  #fault(error: unknown): unknown {
    const { url } = this.address;
    if (error instanceof SgError || !(error instanceof Error)) return error;
    if ('syscall' in error) return gitIoError(`keep what came from ${url}`, error);
    const { code, data } = error as { code?: unknown; data?: { statusCode?: number } };
    const status = data?.statusCode;
    if (code === 'HttpError' && status !== undefined) {
      if ([401, 403, 404].includes(status)) return refused(url, status);
      return status >= 500 ? unreachable(url, `it answered ${status}`) : badAnswer(url, `it answered ${status}`, error);
    }
    // isomorphic-git trips over what it did not expect.
    const stumbled = error instanceof TypeError || error instanceof RangeError ? error.name : undefined;
    const what = typeof code === 'string' ? code : stumbled;
    return what === undefined ? error : badAnswer(url, `the answer made no sense (${what})`, error);
  }
}

/** Of a list from elsewhere: another repository's ref may be called what no ref here can be. */
function isBranch(ref: unknown): ref is string {
  return typeof ref === 'string' && ref.startsWith('refs/heads/') && isRefName(ref);
}

/** isomorphic-git would note what it pushed in refs of remotes, which are not its to write here. */
const withoutWriting = {
  promises: {
    ...nodeFs.promises,
    writeFile: () => Promise.resolve(),
    mkdir: () => Promise.resolve(undefined),
  },
};

const pushErrors = ['PushRejectedError', 'GitPushError'];

/** Both words for a branch that is elsewhere by now: found before the push, or told by the server that compared. */
function isMoved(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string };
  if (code === 'PushRejectedError' || code === 'UserCanceledError') return true;
  return (
    code === 'GitPushError' &&
    /fast-forward|fetch first|stale|cannot lock|failed to (lock|update)|incorrect old/i.test(message ?? '')
  );
}

function rejection(error: unknown, url: string, branch: string): SgError | undefined {
  const { code, message } = error as { code?: string; message?: string };
  return code !== undefined && pushErrors.includes(code) ? pushRefused(url, branch, message ?? '') : undefined;
}
