import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PublishedProgress } from '../../ledger/published-progress.ts';
import { isSha256, sha256 } from '../../model/digest.ts';
import type { LedgerVersion } from './ledger-evidence.ts';

/** Raised when the same records add up to something else, or are kept in another shape. */
const version = 1;

/** What a branch's ledger added up to at a commit. */
export interface KnownHost {
  readonly commit: string;
  /** Its committer's time, seconds since 1970. */
  readonly at: number;
  /** Mark of the machine that writes the branch; `null` where it does not say. */
  readonly machine: string | null;
  readonly progress: PublishedProgress;
}

/**
 * What ledgers of hosts added up to when they were last read, a file for each. It only saves reading: what is damaged, of
 * another sg or of another commit gives nothing or a place to go on from.
 */
export class HostCache {
  readonly #folder: string;

  /** @param cache folder of what can be made again */
  constructor(cache: string) {
    this.#folder = path.join(cache, 'evolve');
  }

  async get({ branch }: Pick<LedgerVersion, 'branch'>): Promise<KnownHost | undefined> {
    try {
      const text = await readFile(this.#file(branch), 'utf8');
      const [, digest = '', json = ''] = /^sg-tallies (\S{64})\n([^\n]*)\n$/.exec(text) ?? [];
      if (!isSha256(digest) || sha256(json) !== digest) return undefined;
      const known = JSON.parse(json) as KnownHost & { readonly version: number; readonly branch: string };
      return known.version === version && known.branch === branch ? known : undefined;
    } catch {
      return undefined;
    }
  }

  /** A folder that can't be written to is read from the start each time. */
  async put({ branch }: Pick<LedgerVersion, 'branch'>, host: KnownHost): Promise<void> {
    const json = JSON.stringify({ version, branch, ...host });
    const file = this.#file(branch);
    const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(temporary, `sg-tallies ${sha256(json)}\n${json}\n`, { flag: 'wx' });
      await rename(temporary, file);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  /** Branch names of hosts hold nothing that a file's name may not. */
  #file(branch: string): string {
    return path.join(this.#folder, `${branch.slice('fitness/'.length)}.json`);
  }
}
