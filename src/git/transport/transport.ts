import type { Repository } from '../repository.ts';
import type { RemoteAddress } from './remote-address.ts';

/** How a transfer is bounded and followed. */
export interface TransferLimits {
  /** Without a byte for so long, the other side counts as gone. Default 30 s. */
  readonly idleMs?: number;
  /** For all of one attempt. Default 10 minutes. */
  readonly totalMs?: number;
  /** What one attempt may bring over HTTP. Default 256 MiB. */
  readonly maxBytes?: number;
  /** How often it is tried in all, where the failure may pass. Default 3. */
  readonly attempts?: number;
  /** Before the second attempt; it doubles with each. Default 500 ms. */
  readonly pauseMs?: number;
  /** Told the bytes that came in so far. */
  readonly progress?: (bytes: number) => void;
}

export interface FetchRequest extends TransferLimits {
  /** Name of the branch over there, without `refs/heads/`. */
  readonly branch: string;
  /** A commit of this repository the branch is expected to continue; without it, the newest commit comes alone. */
  readonly have?: string;
  /** Without `have`: all of its history comes, not the newest commit alone. */
  readonly whole?: boolean;
}

export interface Fetched {
  /** The branch's commit. Its objects are in this repository now; no ref was moved. */
  readonly tip: string;
  /** What came over the wire; `null` where that is not known. */
  readonly bytes: number | null;
}

export interface PushRequest extends TransferLimits {
  readonly commit: string;
  /** Name of the branch over there, without `refs/heads/`. */
  readonly branch: string;
  /** What the branch over there has to point to, though any commit behind this one would do for git. */
  readonly expected?: string;
}

/** What became of a push. `moved`: the branch over there is not behind the commit; somebody else was first. */
export type Pushed = 'pushed' | 'moved';

/** A way to a remote repository. */
export interface Transport {
  readonly address: RemoteAddress;
  /**
   * Branches by name without `refs/heads/`.
   * @throws EnvironmentError as `fetch`
   */
  list(limits?: TransferLimits): Promise<ReadonlyMap<string, string>>;
  /**
   * @throws EnvironmentError `remote-unreachable`, `remote-refused`, `host-key-refused`, `remote-answer`,
   * `transfer-too-large`, `git-io`, `no-git-program`; UsageError `unknown-remote-branch`
   */
  fetch(repository: Repository, request: FetchRequest): Promise<Fetched>;
  /**
   * Many branches in one transfer, straight to refs of this repository; all of them or none. Left out where the protocol
   * has none for that.
   * @param places full names of refs by branch
   * @throws EnvironmentError as `fetch`
   */
  fetchTogether?(
    repository: Repository,
    places: ReadonlyMap<string, string>,
    limits?: TransferLimits,
  ): Promise<ReadonlyMap<string, string>>;
  /** @throws EnvironmentError as `fetch`, and `push-refused` where the other side said no */
  push(repository: Repository, request: PushRequest): Promise<Pushed>;
}
