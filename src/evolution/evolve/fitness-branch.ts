import { hostname } from 'node:os';
import { UsageError } from '../../errors/usage-error.ts';
import type { CommitResult } from '../../git/commit-changes.ts';
import { decideAndCommit } from '../../git/decide-and-commit.ts';
import { listRefs } from '../../git/list-refs.ts';
import { isRefName, shortRefName } from '../../git/ref-name.ts';
import type { Repository } from '../../git/repository.ts';
import { publishedChanges } from '../../ledger/publish-ledger.ts';
import type { LedgerVersion } from './ledger-evidence.ts';

const folder = 'refs/heads/fitness';

/**
 * The branch of one host's ledger: `fitness/<host>`.
 * @throws UsageError `invalid-host-name`
 */
export function fitnessBranch(host: string = hostname()): string {
  const branch = `fitness/${host}`;
  if (isFitnessBranch(branch)) return branch;
  throw new UsageError({
    code: 'invalid-host-name',
    message: `Expected a host name of at most 63 letters, digits, ".", "_" and "-", got ${JSON.stringify(host.slice(0, 80))}.`,
    hint: '`--host NAME` gives the name that the ledger is published under.',
  });
}

export function isFitnessBranch(name: string): boolean {
  return /^fitness\/[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name) && isRefName(`refs/heads/${name}`);
}

/** Every host's ledger there is a branch of here, sorted by name. */
export async function fitnessBranches(repository: Repository): Promise<readonly LedgerVersion[]> {
  const refs = await listRefs(repository, folder);
  return refs
    .map(({ name, oid }) => ({ branch: shortRefName(name), commit: oid }))
    .filter(({ branch }) => isFitnessBranch(branch));
}

/**
 * Commits what the ledger has learnt to the host's own branch; nothing where the branch has it all.
 * @throws as `publishedChanges` and `commitChanges`
 */
export async function publishLedger(
  repository: Repository,
  ledger: string,
  branch: string,
): Promise<CommitResult | undefined> {
  return decideAndCommit(repository, branch, async ({ tree }) => {
    const changes = await publishedChanges(ledger, tree);
    return changes.size === 0 ? undefined : { changes, message: `${branch}: ledger\n` };
  });
}
