import { listRefs } from '../../git/list-refs.ts';
import type { Repository } from '../../git/repository.ts';

/** A branch that is here, or was seen at a remote. */
export interface SharedBranch {
  /** Without `refs/heads/` or the remote's name. Untrusted: anybody who may push chooses it. */
  readonly name: string;
  readonly commit: string;
  /** Of which remote; `null` for one that is here. */
  readonly remote: string | null;
}

/**
 * The branches below a folder (`fitness`, `mutation`), sorted by name. One that is here stands for the same one at a remote;
 * of several remotes the first by name.
 */
export async function sharedBranches(repository: Repository, folder: string): Promise<readonly SharedBranch[]> {
  const own = await listRefs(repository, `refs/heads/${folder}`);
  const far = await listRefs(repository, 'refs/remotes');
  const found = new Map<string, SharedBranch>();
  const add = (branch: SharedBranch): void => {
    if (!found.has(branch.name)) found.set(branch.name, branch);
  };
  for (const { name, oid } of own) add({ name: name.slice('refs/heads/'.length), commit: oid, remote: null });
  for (const { name, oid } of far) {
    const [, remote = '', rest = ''] = /^refs\/remotes\/([^/]+)\/(.+)$/.exec(name) ?? [];
    if (rest.startsWith(`${folder}/`)) add({ name: rest, commit: oid, remote });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
