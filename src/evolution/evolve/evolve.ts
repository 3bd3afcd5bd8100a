import { IntegrityError } from '../../errors/integrity-error.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { decideAndCommit, type Decision, type Standing } from '../../git/decide-and-commit.ts';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import { committed, headStanding } from '../../organism/history/head-standing.ts';
import { openWorkspace, type Workspace } from '../../organism/workspace.ts';
import { writePhenotype } from '../../phenotype/write.ts';
import type { MeasuredEvidence } from './arena-proof.ts';
import { decideLocus, type DecisionPlan, type LocusDecision } from './decide-locus.ts';
import { decisionMessage } from './decision-message.ts';
import type { EvidenceSource } from './evidence-source.ts';
import { fitnessBranch, fitnessBranches, publishLedger } from './fitness-branch.ts';
import { HostCache } from './host-cache.ts';
import { LedgerEvidence } from './ledger-evidence.ts';
import { LocusScene } from './locus-scene.ts';
import { readHosts, type IgnoredLedger } from './read-hosts.ts';
import {
  findPromotion,
  keepPromotion,
  promotionBranchName,
  promotionSignature,
  type PromotionBranch,
} from './promotion-branch.ts';
import { remakeEvidence, type ArenaMeans } from './remake-evidence.ts';

export interface EvolveRequest {
  readonly phenotype: string;
  /** Name this host's ledger is published under; the machine's own by default. */
  readonly host?: string;
  /** Tell what evidence says, commit nothing. The arena's is not made again then. */
  readonly dryRun: boolean;
  /** How the arena is to work where its evidence has to be made again. */
  readonly arena?: ArenaMeans;
  /** Keep what a person has to agree to on branches here, also where a remote is decided on. */
  readonly proposals?: boolean;
  /** Told how far ledgers are read. */
  readonly progress?: LedgerProgress;
}

export type LedgerProgress = (what: 'fetching ledgers' | 'reading ledgers', done: number, of: number) => void;

export interface EvolveResult {
  readonly phenotype: string;
  readonly dryRun: boolean;
  /** Where this host's ledger stands; `commit` is the new one, `null` when nothing had to be committed. */
  readonly ledger: { readonly branch: string; readonly commit: string | null } | null;
  /** The remote that was decided on; `null` where nothing was fetched. */
  readonly remote: RemoteSide | null;
  /** What was decided on: `ref@commit`, each. */
  readonly evidence: readonly string[];
  /** Ledgers of other hosts that do not check, and so do not count. */
  readonly ignored: readonly IgnoredLedger[];
  /** Every locus, in the phenotype's order. */
  readonly loci: readonly LocusOutcome[];
  /** Numbers of pull requests that were closed because time has overtaken them. */
  readonly withdrawn?: readonly number[];
}

export interface RemoteSide {
  /** Address, without credentials. */
  readonly url: string;
  /** The branch decided on, and the one thing that is pushed. */
  readonly branch: string;
  /** Its commit that was decided on. */
  readonly base: string;
  /** Its commit with the decisions; the same where there are none. */
  readonly commit: string;
  readonly pushed: boolean;
  /** Ledgers that have come on since the last time. */
  readonly fetched: number;
  /** How often it was decided, because others were first. */
  readonly rounds: number;
}

export interface LocusOutcome extends Omit<LocusDecision, 'plan'> {
  /** The decision's commit; `null` when none was made. */
  readonly commit: string | null;
  /** Where what a person has to agree to waits; `null` when there is nothing, or in a dry run. */
  readonly branch: PromotionBranch | null;
  /** What has become of that, where it was asked for. */
  readonly pullRequest?: PromotionReport;
}

/** `declined`: somebody closed it without merging, and the branch stands for no; `merged`: it is not here yet. */
export interface PromotionReport {
  readonly number: number;
  readonly url: string;
  readonly state: 'opened' | 'open' | 'reopened' | 'declined' | 'merged';
}

/**
 * Publishes this host's ledger to its local branch, reads every host's, and makes one commit on the branch that is checked
 * out for each locus on which evidence is strong enough, of ledgers or of the arena; the arena's is made again before it
 * promotes. Again, it changes nothing. Beside another one that decides at the same time, one wins and the other decides
 * anew on what stands then. What a person has to agree to becomes a branch that nobody merges but people.
 * @throws UsageError `invalid-host-name`, `no-commits`, `unknown-phenotype`, `uncommitted-changes`, `detached-head`;
 * IntegrityError when this host's own ledger or branch does not check
 */
export async function evolve(start: string, request: EvolveRequest): Promise<EvolveResult> {
  const branch = fitnessBranch(request.host);
  const workspace = await openWorkspace(start);
  const { repository } = workspace;
  const standing = await headStanding(repository);
  const { evidence, ignored, commit } = await gather(workspace, branch, request);
  const loci = await decideLoci({ workspace, request, evidence, ref: 'HEAD' }, standing);
  const { phenotype, dryRun } = request;
  return { phenotype, dryRun, ledger: { branch, commit }, remote: null, evidence: evidence.names, ignored, loci };
}

/**
 * Decides every locus of the phenotype on what evidence says, and commits what it decides to the occasion's ref.
 * @param standing the ref as it was when the evidence was gathered
 */
export async function decideLoci(occasion: Occasion, standing: Standing): Promise<readonly LocusOutcome[]> {
  const { workspace, request, evidence, ref } = occasion;
  const scene = await LocusScene.open(workspace, committed(standing), request.phenotype, evidence);
  const loci: LocusOutcome[] = [];
  for (const locus of scene.file.phenotype.loci.keys()) {
    const found = await decideLocus(scene, locus);
    if (found.plan === undefined || request.dryRun) loci.push(outcome(found));
    else if (found.action !== 'propose') loci.push(await act(occasion, locus));
    else loci.push(ref === 'HEAD' ? await propose(scene, { ...found, plan: found.plan }, request) : outcome(found));
  }
  return loci;
}

/**
 * Puts what a person has to agree to on branches here, once what needed nobody has arrived where it is decided on.
 * @param standing with all of that
 */
export async function keepProposals(
  { workspace, request, evidence }: Omit<Occasion, 'ref'>,
  standing: Standing,
  loci: readonly LocusOutcome[],
): Promise<readonly LocusOutcome[]> {
  const scene = await LocusScene.open(workspace, committed(standing), request.phenotype, evidence);
  const kept: LocusOutcome[] = [];
  for (const known of loci) {
    const found = known.action === 'propose' ? await decideLocus(scene, known.locus) : undefined;
    if (found?.plan === undefined || found.action !== 'propose') kept.push(known);
    else kept.push(await propose(scene, { ...found, plan: found.plan }, request));
  }
  return kept;
}

export interface Occasion {
  readonly workspace: Workspace;
  readonly request: Pick<EvolveRequest, 'phenotype' | 'dryRun' | 'arena'>;
  readonly evidence: EvidenceSource;
  /** Where decisions are committed. */
  readonly ref: string;
}

/** Decides once more on what stands when it is committed. */
async function act({ workspace, request, evidence, ref }: Occasion, locus: string): Promise<LocusOutcome> {
  const remade = new Map<string, string | undefined>();
  let found: LocusDecision | undefined;
  const result = await decideAndCommit(workspace.repository, ref, async (standing: Standing) => {
    const scene = await LocusScene.open(workspace, committed(standing), request.phenotype, evidence);
    found = await decideLocus(scene, locus);
    const { plan, action } = found;
    if (plan === undefined || action === 'propose') return undefined;
    const objection = plan.proof && (await untrue(scene, plan.proof, request.arena ?? {}, remade));
    if (objection !== undefined) {
      found = refuted(found, objection);
      return undefined;
    }
    return decisionCommit(scene, plan);
  });
  if (found === undefined) throw new InternalError('no decision was made');
  return { ...outcome(found), commit: result?.commit ?? null };
}

/** Puts it on its branch; one that is there already has been made with the same care. */
async function propose(
  scene: LocusScene,
  found: LocusDecision & { readonly plan: DecisionPlan },
  request: Occasion['request'],
): Promise<LocusOutcome> {
  const { plan } = found;
  const { repository } = scene.workspace;
  const name = promotionBranchName(found.locus, promotionSignature(scene.file.phenotype, plan.decision));
  const known = await findPromotion(repository, name);
  if (known !== undefined) return { ...outcome(found), branch: { name, commit: known, created: false } };
  const objection = plan.proof && (await untrue(scene, plan.proof, request.arena ?? {}, new Map()));
  if (objection !== undefined) return outcome(refuted(found, objection));
  const branch = await keepPromotion(repository, { name, from: scene.head }, decisionCommit(scene, plan));
  return { ...outcome(found), branch };
}

function refuted(found: LocusDecision, objection: string): LocusDecision {
  return { ...found, action: 'none', reason: `the arena does not find what its evidence says: ${objection}` };
}

/** Evidence in a tree is what somebody says who may write there; only made again is it true. Once for the same bytes. */
async function untrue(
  { workspace }: LocusScene,
  proof: MeasuredEvidence,
  means: ArenaMeans,
  known: Map<string, string | undefined>,
): Promise<string | undefined> {
  if (known.has(proof.place)) return known.get(proof.place);
  const objection = await remakeEvidence(workspace, proof, means).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof IntegrityError) return error.code;
      throw error;
    },
  );
  known.set(proof.place, objection);
  return objection;
}

/** The one commit of a decision: the phenotype's file and a message that says on what it rests. */
export function decisionCommit({ file }: LocusScene, { decision, phenotype }: DecisionPlan): Decision {
  const bytes = new TextEncoder().encode(writePhenotype(file.text, phenotype, file.path));
  return { message: decisionMessage(decision), changes: new Map([[file.path, bytes]]) };
}

function outcome({ plan: _plan, ...told }: LocusDecision): LocusOutcome {
  return { ...told, commit: null, branch: null };
}

interface Gathered {
  readonly evidence: EvidenceSource;
  readonly ignored: EvolveResult['ignored'];
  readonly commit: string | null;
}

async function gather(workspace: Workspace, branch: string, { dryRun, progress }: EvolveRequest): Promise<Gathered> {
  const { repository, ledger, cache } = workspace;
  const published = dryRun ? undefined : await publishLedger(repository, ledger, branch);
  const versions = (await fitnessBranches(repository)).filter((version) => !dryRun || version.branch !== branch);
  const { hosts, ignored } = await readHosts(repository, versions, {
    cache: new HostCache(cache),
    own: branch,
    progress: (done, of) => progress?.('reading ledgers', done, of),
  });
  const own = dryRun ? [{ name: `${branch}@unpublished`, states: [readLedgerState(ledger).fold.state] }] : [];
  return {
    evidence: new LedgerEvidence([...hosts, ...own]),
    ignored,
    commit: published?.changed === true ? published.commit : null,
  };
}
