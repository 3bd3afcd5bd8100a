import { IntegrityError } from '../../errors/integrity-error.ts';
import { SgError } from '../../errors/sg-error.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { moveRef } from '../../git/move-ref.ts';
import { openObjects } from '../../git/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import { openTransport } from '../../git/transport/open-transport.ts';
import type { FetchRequest, TransferLimits } from '../../git/transport/transport.ts';
import { withHostLock } from '../../kernel/host-lock.ts';
import { assertContinues } from './continues.ts';
import { noteExchange } from './exchange-record.ts';
import { expressedFiles, type ExpressedFiles } from './expressed-files.ts';
import { currentCommit, hostPlace } from './host-place.ts';
import { hostRepository } from './host-repository.ts';
import { phenotypeBranch } from './phenotype-branch.ts';
import { assertSigned, signaturePolicy } from './signature-policy.ts';
import { switchTree } from './switch-tree.ts';

export interface PullRequest {
  readonly phenotype: string;
  /** Name of a remote, or its address. */
  readonly remote: string;
  /** Allowed-signers file: the commit must be signed, whatever the host's config says. */
  readonly allowedSigners?: string;
  /** A commit that may be taken although it does not continue what runs. */
  readonly trust?: string;
  /** Fetch and check, switch nothing. */
  readonly dryRun: boolean;
  readonly limits?: TransferLimits;
}

export interface PullResult {
  readonly phenotype: string;
  /** Address, without credentials. */
  readonly remote: string;
  readonly commit: string;
  /** What ran before; `null` on a host that is new. */
  readonly before: string | null;
  /** Whether something else runs now. */
  readonly changed: boolean;
  readonly dryRun: boolean;
  /** What came over the wire; `null` where the git program does not tell. */
  readonly bytes: number | null;
  readonly alleles: number;
  readonly files: number;
  /** Who signed, where the host asks for it. */
  readonly signer: string | null;
  /** The folder whose files run. */
  readonly current: string;
}

/** More is no phenotype of a host. */
const mostBytes = 64 * 1024 * 1024;

/** How long a pull waits for another one, in milliseconds. */
const lockWaitMs = 60_000;

/**
 * Takes the phenotype's newest commit, checks it as if a stranger had sent it, and lets it run. Whatever fails, what ran
 * before keeps running.
 * @throws IntegrityError `phenotype-refused`, `history-went-back`, `commit-not-signed`, `signature-wrong`,
 * `signer-not-allowed`; EnvironmentError for remote and disk; UsageError `not-a-host`, `unknown-remote`,
 * `unknown-remote-branch`
 */
export async function pullPhenotype(start: string, request: PullRequest): Promise<PullResult> {
  const branch = phenotypeBranch(request.phenotype);
  const repository = await hostRepository(start, request.remote);
  const { lock } = hostPlace(repository.root);
  return withHostLock(lock, 'pull', () => pullLocked(repository, branch, request), { waitMs: lockWaitMs });
}

async function pullLocked(repository: Repository, branch: string, request: PullRequest): Promise<PullResult> {
  const policy = await signaturePolicy(repository, request.allowedSigners);
  const transport = await openTransport(repository, request.remote);
  const goodRef = `refs/sg/good/${request.phenotype}`;
  const good = await resolveRef(repository, goodRef);
  const have = good === undefined ? {} : await standsHere(repository, good);
  const { tip, bytes } = await transport.fetch(repository, { maxBytes: mostBytes, ...request.limits, branch, ...have });
  if (request.trust !== tip) await assertContinues(repository, tip, good);
  const signer = await assertSigned(repository, tip, policy);
  const { files, alleles } = await checkedFiles(repository, tip, request.phenotype);
  const { root } = repository;
  const { before } = request.dryRun ? { before: currentCommit(root) ?? null } : await switchTree(root, tip, files);
  if (!request.dryRun && good !== tip) {
    await moveRef(repository, goodRef, { to: tip, expected: good ?? null, reason: `pull ${branch}` });
  }
  if (!request.dryRun) await noteExchange(root, 'pull', { branch, commit: tip });
  return {
    phenotype: request.phenotype,
    remote: transport.address.url,
    commit: tip,
    before,
    changed: !request.dryRun && before !== tip,
    dryRun: request.dryRun,
    bytes,
    alleles,
    files: files.size,
    signer,
    current: hostPlace(root).current,
  };
}

/** A disk that lost the commit gets it again with all of the history, so that the next one can be proven to follow it. */
async function standsHere(repository: Repository, good: string): Promise<Pick<FetchRequest, 'have' | 'whole'>> {
  try {
    await (await openObjects(repository)).readCommit(good);
    return { have: good };
  } catch (error) {
    if (error instanceof IntegrityError) return { whole: true };
    throw error;
  }
}

/** Whatever is wrong with what was sent is no mistake of whoever pulls. */
async function checkedFiles(repository: Repository, tip: string, phenotype: string): Promise<ExpressedFiles> {
  try {
    return await expressedFiles(await commitTree(repository, tip), phenotype);
  } catch (error) {
    if (!(error instanceof SgError) || error.exitStatus === 4) throw error;
    throw new IntegrityError({
      code: 'phenotype-refused',
      message: `Commit ${tip.slice(0, 12)} of phenotype/${phenotype} does not check: ${error.message}`,
      hint: 'The phenotype that ran before keeps running. Tell whoever publishes it; nothing here can mend it.',
      details: { commit: tip, fault: error.code },
      cause: error,
    });
  }
}
