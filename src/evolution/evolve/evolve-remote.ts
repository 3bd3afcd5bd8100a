import { randomBytes } from 'node:crypto';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { SgError } from '../../errors/sg-error.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { deleteRef } from '../../git/delete-ref.ts';
import { moveRef } from '../../git/move-ref.ts';
import { moveRefs } from '../../git/move-refs.ts';
import { openObjects } from '../../git/object-store.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import type { TransferLimits } from '../../git/transport/transport.ts';
import { walkHistory } from '../../git/walk-history.ts';
import { openWorkspace, type Workspace } from '../../organism/workspace.ts';
import { decideLoci, keepProposals, type EvolveRequest, type EvolveResult, type LocusOutcome } from './evolve.ts';
import { fetchLedgers, openNamedRemote, trackingRef, type NamedRemote, type RemoteStanding } from './fetch-ledgers.ts';
import { HostCache } from './host-cache.ts';
import { LedgerEvidence } from './ledger-evidence.ts';
import { readHosts } from './read-hosts.ts';

export interface EvolveRemoteRequest extends Omit<EvolveRequest, 'host'> {
  /** Name of a remote. */
  readonly remote: string;
  /** The branch of it that is decided on: `main`. */
  readonly branch: string;
  readonly limits?: TransferLimits;
}

/** How often somebody else may be first. */
const mostRounds = 5;

/**
 * Fetches main and every host's ledger from a remote, decides on them as they stand there, and pushes main with one commit
 * for each decision, and nothing else. Whoever is first wins: the other fetches again and decides on what stands then. The
 * work tree, the branches here and this host's own ledger are left alone: what others could not read again is no evidence.
 * @throws UsageError `unknown-remote`, `unknown-remote-branch`, `unknown-phenotype`; EnvironmentError for the remote;
 * SgError `evolve-contended`
 */
export async function evolveRemote(start: string, request: EvolveRemoteRequest): Promise<EvolveResult> {
  const workspace = await openWorkspace(start);
  const remote = await openNamedRemote(workspace.repository, request.remote);
  let before: Round | undefined;
  for (let rounds = 1; rounds <= mostRounds; rounds += 1) {
    const seen = await fetched(workspace, remote, request);
    // What was pushed may have arrived although nobody said so.
    if (before !== undefined && (await holds(workspace, seen.head, before))) {
      return resultOf(remote, request, await withProposals(workspace, request, before, seen.head));
    }
    const round = { ...(await decideRound(workspace, request, seen)), rounds };
    if (round.tip === seen.head || (await arrives(workspace, remote, request, round))) {
      return resultOf(remote, request, await withProposals(workspace, request, round, round.tip));
    }
    before = round;
  }
  throw new SgError({
    code: 'evolve-contended',
    exitStatus: 1,
    message: `Expected to push ${request.branch} to ${remote.transport.address.url}, but others were first ${mostRounds} times.`,
    hint: 'Nothing was pushed. Try again when fewer are at work there.',
  });
}

interface Decided {
  readonly seen: RemoteStanding;
  readonly tip: string;
  readonly loci: readonly LocusOutcome[];
  readonly evidence: LedgerEvidence;
  readonly ignored: EvolveResult['ignored'];
}

interface Round extends Decided {
  readonly rounds: number;
}

function fetched(
  { repository }: Workspace,
  remote: NamedRemote,
  { branch, limits, progress }: EvolveRemoteRequest,
): Promise<RemoteStanding> {
  return fetchLedgers(repository, remote, {
    branch,
    progress: (done, of) => progress?.('fetching ledgers', done, of),
    ...(limits === undefined ? {} : { limits }),
  });
}

/** Decisions become commits on a ref that nobody else knows of. */
async function decideRound(workspace: Workspace, request: EvolveRemoteRequest, seen: RemoteStanding): Promise<Decided> {
  const { repository, cache } = workspace;
  const { progress } = request;
  const { hosts, ignored } = await readHosts(repository, seen.versions, {
    cache: new HostCache(cache),
    progress: (done, of) => progress?.('reading ledgers', done, of),
  });
  const evidence = new LedgerEvidence(hosts);
  const ref = `refs/sg/evolve/${randomBytes(8).toString('hex')}`;
  await moveRef(repository, ref, { to: seen.head, expected: null, reason: 'evolve' });
  try {
    const standing = { head: seen.head, tree: await commitTree(repository, seen.head) };
    const loci = await decideLoci({ workspace, request, evidence, ref }, standing);
    const tip = (await resolveRef(repository, ref)) ?? seen.head;
    return { seen, tip, loci, evidence, ignored: [...seen.ignored, ...ignored] };
  } finally {
    await deleteRef(repository, ref);
  }
}

/** Where they are asked for: on what is there for everybody, never on what may yet give way. */
async function withProposals(
  workspace: Workspace,
  request: EvolveRemoteRequest,
  round: Round,
  head: string,
): Promise<Round> {
  if (request.proposals !== true || request.dryRun) return round;
  const standing = { head, tree: await commitTree(workspace.repository, head) };
  return {
    ...round,
    loci: await keepProposals({ workspace, request, evidence: round.evidence }, standing, round.loci),
  };
}

async function arrives(
  workspace: Workspace,
  remote: NamedRemote,
  { branch, limits }: EvolveRemoteRequest,
  { tip, seen }: Round,
): Promise<boolean> {
  const { repository } = workspace;
  const pushed = await remote.transport
    .push(repository, { ...limits, commit: tip, branch, expected: seen.head })
    .catch((error: unknown) => lostAnswer(error, remote, branch, tip));
  if (pushed === 'moved') return false;
  await moveRefs(repository, new Map([[trackingRef(remote, branch), tip]]), 'push');
  return true;
}

/** The connection may have ended between the push and its answer. */
async function lostAnswer(error: unknown, { transport }: NamedRemote, branch: string, tip: string): Promise<'pushed'> {
  if (!(error instanceof EnvironmentError) || error.code === 'push-refused') throw error;
  const there = await transport.list({ attempts: 1 }).catch(() => undefined);
  if (there?.get(branch) === tip) return 'pushed';
  throw new EnvironmentError({
    code: error.code,
    message: error.message,
    hint: 'Whether the decisions have arrived is not known. The same command again decides on what stands there then.',
    cause: error,
  });
}

/** Whether a branch contains what was decided; looked for as far as what it was decided on. */
async function holds({ repository }: Workspace, head: string, { tip, seen }: Round): Promise<boolean> {
  for await (const { commit } of walkHistory(repository, await openObjects(repository), head)) {
    if (commit.oid === tip) return true;
    if (commit.oid === seen.head) return false;
  }
  return false;
}

function resultOf(
  { transport }: NamedRemote,
  { phenotype, dryRun, branch }: EvolveRemoteRequest,
  { seen, tip, loci, evidence, ignored, rounds }: Round,
): EvolveResult {
  const { head: base, fetched: count } = seen;
  const { url } = transport.address;
  const remote = { url, branch, base, commit: tip, pushed: tip !== base, fetched: count, rounds };
  return { phenotype, dryRun, ledger: null, remote, evidence: evidence.names, ignored, loci };
}
