import { IntegrityError } from '../../errors/integrity-error.ts';
import { SgError } from '../../errors/sg-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { changedFiles } from '../../git/changed-files.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { listRefs, type Ref } from '../../git/list-refs.ts';
import { openObjects, type ObjectStore } from '../../git/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import { readRef } from '../../git/resolve-ref.ts';
import { resolveRevision } from '../../git/resolve-revision.ts';
import { walkHistory } from '../../git/walk-history.ts';
import type { Trailer } from '../../git/trailers.ts';
import { openWorkspace, type Workspace } from '../../organism/workspace.ts';
import type { Agreement } from './agreement.ts';
import { decideLocus, type LocusDecision } from './decide-locus.ts';
import { decisionTrailers, type EvidentDecision } from './decision-message.ts';
import { decisionCommit } from './evolve.ts';
import { LedgerEvidence, type LedgerVersion } from './ledger-evidence.ts';
import { LocusScene } from './locus-scene.ts';
import { parseDecision, type ClaimedDecision } from './parse-decision.ts';
import { readHosts } from './read-hosts.ts';
import { remakeEvidence, type ArenaMeans } from './remake-evidence.ts';
import { unnamedLedgers } from './unnamed-ledgers.ts';

export interface VerifiedDecision {
  readonly commit: string;
  readonly phenotype: string;
  readonly locus: string;
  readonly action: EvidentDecision['action'];
  /** Which evidence decided. */
  readonly source: NonNullable<LocusDecision['source']>;
  /** Whether a person had to agree: then the commit came by a pull request, and who merged that is for git to tell. */
  readonly person: boolean;
  /** Whether what the arena's evidence says was measured again as well. */
  readonly remade: boolean;
  /** Hosts behind it, where ledgers decided. */
  readonly hosts?: Agreement;
  /** Ledgers it does not name although they were there: nobody knows here why. */
  readonly unnamed: readonly string[];
  readonly trailers: readonly Trailer[];
}

export interface VerifyOptions {
  /** Measure again what the arena's evidence says, not only recompute what follows from it: seconds. */
  readonly remake?: ArenaMeans;
}

/** Something about a commit that is not as evidence says it has to be. */
interface Difference {
  readonly what: string;
  readonly expected: string | null;
  readonly found: string | null;
}

/**
 * Makes a past decision again from git alone: the commit before it, the arena's evidence in that, and the ledgers it names
 * as they stood then. Every trailer, the phenotype's file and the absence of other changes have to come out the same.
 * @throws UsageError `unknown-ref` and the like, `no-decision` when the commit claims none; IntegrityError
 * `decision-not-verified`, with what differs in its details
 */
export async function verifyDecision(
  start: string,
  revision: string,
  options: VerifyOptions = {},
): Promise<VerifiedDecision> {
  const workspace = await openWorkspace(start);
  const { repository } = workspace;
  const oid = await resolveRevision(repository, revision);
  const objects = await openObjects(repository);
  const commit = await objects.readCommit(oid);
  const claim = parseDecision(commit.message);
  if (claim === undefined) throw noDecision(oid);
  if (typeof claim === 'string') throw notVerified(oid, [{ what: 'trailers', expected: null, found: claim }]);
  const [parent] = commit.parents;
  if (parent === undefined || commit.parents.length > 1) {
    throw notVerified(oid, [{ what: 'parents', expected: '1', found: commit.parents.length.toString() }]);
  }
  const missing = await unpublished(repository, objects, claim.ledgers);
  const again = await decidedAgain(workspace, { oid, parent, claim }, options);
  const differences = [...missing, ...again.differences];
  if (differences.length > 0) throw notVerified(oid, differences);
  const { phenotype, locus, trailers } = claim;
  const { source = 'ledger', remade = false, person = false, hosts } = again;
  const whose = hosts === undefined ? {} : { hosts };
  const unnamed = await unnamedLedgers(repository, objects, { named: claim.ledgers, at: commit.committer.timestamp });
  const told = { commit: oid, phenotype, locus, action: actionOf(trailers), trailers };
  return { ...told, source, person, remade, ...whose, unnamed };
}

function actionOf(trailers: readonly Trailer[]): VerifiedDecision['action'] {
  const keys = new Set(trailers.map(({ key }) => key));
  if (keys.has('Sg-Replaces')) return 'promote';
  return keys.has('Sg-Fallback') ? 'fallback' : 'demote';
}

/** Ledger versions that are not in the history of the branch they are said to come from. */
async function unpublished(
  repository: Repository,
  objects: ObjectStore,
  ledgers: readonly LedgerVersion[],
): Promise<readonly Difference[]> {
  const missing: Difference[] = [];
  const fetched = await listRefs(repository, 'refs/remotes');
  for (const { branch, commit } of ledgers) {
    const tips = await tipsOf(repository, branch, fetched);
    let found = false;
    for (const tip of tips) found ||= await reaches(repository, objects, tip, commit);
    if (found) continue;
    const instead = tips.length === 0 ? 'no such branch' : `a history without it, at ${tips.join(' and ')}`;
    missing.push({ what: `ledger ${branch}`, expected: commit, found: instead });
  }
  return missing;
}

/** The branch here, and as it was fetched: a host's own branch here may be behind what it has pushed from elsewhere. */
async function tipsOf(repository: Repository, branch: string, fetched: readonly Ref[]): Promise<readonly string[]> {
  const here = await readRef(repository, `refs/heads/${branch}`);
  const there = fetched.filter(({ name }) => name.replace(/^refs\/remotes\/[^/]+\//, '') === branch);
  return [...new Set([...(here === undefined ? [] : [here]), ...there.map(({ oid }) => oid)])];
}

async function reaches(
  repository: Repository,
  objects: Pick<ObjectStore, 'readCommit'>,
  tip: string,
  wanted: string,
): Promise<boolean> {
  for await (const { commit } of walkHistory(repository, objects, tip)) if (commit.oid === wanted) return true;
  return false;
}

interface Claimed {
  readonly oid: string;
  readonly parent: string;
  readonly claim: ClaimedDecision;
}

interface Again {
  readonly differences: readonly Difference[];
  readonly source?: VerifiedDecision['source'];
  readonly person?: boolean;
  readonly remade?: boolean;
  readonly hosts?: Agreement | undefined;
}

async function decidedAgain(workspace: Workspace, claimed: Claimed, options: VerifyOptions): Promise<Again> {
  try {
    return await recomputed(workspace, claimed, options);
  } catch (error) {
    // A ledger that is gone, a phenotype that nobody can read: the decision can't be made again.
    if (!(error instanceof SgError)) throw error;
    return { differences: [{ what: error.code, expected: null, found: error.message }] };
  }
}

async function recomputed(
  workspace: Workspace,
  { oid, parent, claim }: Claimed,
  { remake }: VerifyOptions,
): Promise<Again> {
  const { repository } = workspace;
  const { hosts } = await readHosts(repository, claim.ledgers, { strict: true });
  const standing = { head: parent, tree: await commitTree(repository, parent) };
  const scene = await LocusScene.open(workspace, standing, claim.phenotype, new LedgerEvidence(hosts));
  const decision = await decideLocus(scene, claim.locus);
  const { plan, source } = decision;
  if (plan === undefined || source === null) {
    return { differences: [noSuchDecision(decision)] };
  }
  const trailers = compareTrailers(decisionTrailers(plan.decision), claim.trailers);
  const files = await compareFiles(repository, { oid, parent, changes: decisionCommit(scene, plan).changes });
  const differences = [...trailers, ...files];
  const remade = remake !== undefined && plan.proof !== undefined && differences.length === 0;
  if (remade) await remakeEvidence(scene.workspace, plan.proof, remake);
  return { differences, source, person: decision.action === 'propose', remade, hosts: decision.hosts };
}

function noSuchDecision({ action, reason }: LocusDecision): Difference {
  return { what: 'decision', expected: `${action}: ${reason}`, found: 'a commit that changes the phenotype' };
}

function compareTrailers(expected: readonly Trailer[], found: readonly Trailer[]): readonly Difference[] {
  const keys = [...new Set([...expected, ...found].map(({ key }) => key))];
  return keys.flatMap((key) => {
    const [wanted, got] = [expected, found].map((list) => list.filter((t) => t.key === key).map(({ value }) => value));
    const [a, b] = [wanted?.join('\n') ?? '', got?.join('\n') ?? ''];
    return a === b ? [] : [{ what: key, expected: a === '' ? null : a, found: b === '' ? null : b }];
  });
}

interface CommittedFiles {
  readonly oid: string;
  readonly parent: string;
  readonly changes: ReadonlyMap<string, Uint8Array | null>;
}

/** The commit's files against those of its parent with the decision's changes, and nothing else. */
async function compareFiles(
  repository: Repository,
  { oid, parent, changes }: CommittedFiles,
): Promise<readonly Difference[]> {
  const [before, after] = await Promise.all([commitTree(repository, parent), commitTree(repository, oid)]);
  const names = [...(await before.list('')), ...(await after.list(''))].map(({ name }) => name);
  const differing = await changedFiles(repository, { from: { commit: parent }, to: { commit: oid } }, names);
  const others = differing.filter(({ path }) => !changes.has(path));
  const differences: Difference[] = others.map(({ path }) => ({ what: path, expected: 'unchanged', found: 'changed' }));
  for (const [path, bytes] of changes) {
    const found = await after.read(path);
    if (bytes === null || found === undefined || Buffer.compare(bytes, found) !== 0) {
      differences.push({ what: path, expected: 'what the decision makes of it', found: 'something else' });
    }
  }
  return differences;
}

function noDecision(oid: string): UsageError {
  return new UsageError({
    code: 'no-decision',
    message: `Commit ${oid.slice(0, 12)} claims no decision by evidence: it has no Sg-Evidence trailer.`,
    hint: '`sg log LOCUS` lists the commits that changed what a locus expresses.',
  });
}

function notVerified(oid: string, differences: readonly Difference[]): IntegrityError {
  const told = differences.map(({ what, expected, found }) =>
    expected === null ? `${what}: ${found ?? 'nothing'}` : `${what}: expected ${expected}, found ${found ?? 'nothing'}`,
  );
  return new IntegrityError({
    code: 'decision-not-verified',
    message: `Commit ${oid.slice(0, 12)} is not the decision that its evidence gives. ${told.join('; ')}.`,
    hint: 'Ledgers of other hosts have to be fetched first. `sg rollback` goes back to a state you trust.',
    details: { commit: oid, differences: differences.map((difference) => ({ ...difference })) },
  });
}
