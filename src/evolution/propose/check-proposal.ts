import { usualWorkers } from '../../arena/arena.ts';
import type { Evidence } from '../../arena/evidence.ts';
import type { JudgeOptions } from '../../arena/judge-candidate.ts';
import { SgError } from '../../errors/sg-error.ts';
import { Genome } from '../../genome/genome.ts';
import { readGraveyard } from '../../genome/graveyard.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { resolveRevision } from '../../git/resolve-revision.ts';
import type { Repository } from '../../git/repository.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { Sha256 } from '../../model/digest.ts';
import { openWorkspace } from '../../organism/workspace.ts';
import { mutationFolder } from '../mutate/find-proposed.ts';
import { baseCommit } from '../mutate/mutation-scene.ts';
import { changedPaths } from './changed-paths.ts';
import { promotionFolder } from '../evolve/promotion-branch.ts';
import type { VerifiedDecision } from '../evolve/verify-decision.ts';
import { checkAllele, type AlleleCheck } from './check-allele.ts';
import { checkPromotion } from './check-promotion.ts';
import { mergeBase } from './merge-base.ts';
import { proposalPaths, type BroughtAllele } from './proposal-paths.ts';

export interface CheckRequest {
  /** A folder inside the genome repository. */
  readonly start: string;
  /** The proposal's commit, or a name of it. Its files are read from git and never checked out. */
  readonly head: string;
  readonly base: string;
  readonly remote: string;
  /** What the branch is called: one of `mutation/…` may add alleles and do nothing else. Taken for such when left out. */
  readonly branch?: string;
  readonly allowWeaker: boolean;
  readonly workers?: number;
  readonly progress?: JudgeOptions['progress'];
  readonly compiler?: JudgeOptions['compiler'];
}

export interface ProposalCheck {
  readonly head: string;
  /** Where the branch left the base: what its evidence is about. */
  readonly base: string;
  /** `neutral`: nothing to check, or a person has the word. */
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly alleles: readonly CheckedAllele[];
  /** Of a branch `promotion/…`: its decision, made again; `null` where that failed. */
  readonly promotion?: VerifiedDecision | null;
  /** What such a branch may not do. Untrusted text. */
  readonly faults: readonly string[];
}

export interface CheckedAllele extends BroughtAllele {
  /** Made again and the same; null where that failed. */
  readonly evidence: Evidence | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** At most so many alleles are judged of one branch. */
const mostAlleles = 8;

/**
 * Looks at a proposal without believing it: what it changes, and whether the evidence of each allele it brings comes out
 * the same when it is made again. Nothing of it runs but in the arena.
 * @throws UsageError for refs there are not, `unrelated-histories`
 */
export async function checkProposal(request: CheckRequest): Promise<ProposalCheck> {
  const workspace = await openWorkspace(request.start);
  const { repository, cache } = workspace;
  const head = await resolveRevision(repository, request.head);
  const base = await mergeBase(repository, await baseCommit(repository, request), head);
  if (request.branch?.startsWith(`${promotionFolder}/`) === true)
    return promotionOnly(request, { repository, head, base });
  const strict = request.branch?.startsWith(`${mutationFolder}/`) ?? true;
  const found = proposalPaths(await changedPaths(repository, base, head), strict);
  const [before, after] = [await commitTree(repository, base), await commitTree(repository, head)];
  const check: AlleleCheck = {
    base: { ...workspace, tree: before },
    head: after,
    judging: {
      workers: request.workers ?? usualWorkers(),
      cacheDir: cache,
      ...(request.progress === undefined ? {} : { progress: request.progress }),
      ...(request.compiler === undefined ? {} : { compiler: request.compiler }),
    },
    phenotypes: await phenotypeNames(before),
    allowWeaker: request.allowWeaker,
  };
  const faults = [
    ...found.faults,
    ...(await disturbedGraves(before, after, found.graveyards)),
    ...tooMany(found.brought),
  ];
  const alleles: CheckedAllele[] = [];
  // What is refused for what it changes is not worth a trial.
  for (const brought of faults.length > 0 ? [] : found.brought) {
    alleles.push(await checked(check, brought, strict));
  }
  return { head, base, conclusion: conclude(alleles, faults), alleles, faults };
}

async function promotionOnly(
  { workers, progress, compiler }: CheckRequest,
  { repository, head, base }: { readonly repository: Repository; readonly head: string; readonly base: string },
): Promise<ProposalCheck> {
  const means = {
    ...(workers === undefined ? {} : { workers }),
    ...(progress === undefined ? {} : { progress }),
    ...(compiler === undefined ? {} : { compiler }),
  };
  const { decision, faults } = await checkPromotion(repository, { head, base }, means);
  const conclusion = decision === null ? 'failure' : 'success';
  return { head, base, conclusion, alleles: [], promotion: decision, faults };
}

async function checked(check: AlleleCheck, brought: BroughtAllele, strict: boolean): Promise<CheckedAllele> {
  try {
    if (!strict && (await isSeed(check.head, brought))) return { ...brought, evidence: null, problem: null };
    return { ...brought, evidence: await checkAllele(check, brought), problem: null };
  } catch (error) {
    if (!(error instanceof SgError)) throw error;
    return { ...brought, evidence: null, problem: { code: error.code, message: error.message } };
  }
}

/** What people write themselves comes without evidence; they review it. */
async function isSeed(head: TreeReader, { locus, allele }: BroughtAllele): Promise<boolean> {
  return (await new Genome(head).certificate(locus, allele)).origin === 'seed';
}

async function phenotypeNames(tree: TreeReader): Promise<readonly string[]> {
  const entries = await tree.list('phenotypes');
  return entries
    .filter(({ name, kind }) => kind === 'file' && name.endsWith('.toml'))
    .map(({ name }) => name.slice(0, -'.toml'.length));
}

/** Graves are added; none is opened. */
async function disturbedGraves(
  before: TreeReader,
  after: TreeReader,
  loci: readonly string[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const locus of loci) {
    const kept = new Set<Sha256>((await gravesOf(after, locus)).map(({ digest }) => digest));
    const gone = (await gravesOf(before, locus)).filter(({ digest }) => !kept.has(digest));
    if (gone.length > 0) faults.push(`${gone.length} graves are gone from the graveyard of ${locus}.`);
  }
  return faults;
}

async function gravesOf(tree: TreeReader, locus: string): ReturnType<typeof readGraveyard> {
  try {
    return await readGraveyard(tree, locus);
  } catch (error) {
    if (error instanceof SgError) return [];
    throw error;
  }
}

function tooMany(brought: readonly BroughtAllele[]): readonly string[] {
  return brought.length <= mostAlleles ? [] : [`It brings ${brought.length} alleles, more than ${mostAlleles}.`];
}

function conclude(alleles: readonly CheckedAllele[], faults: readonly string[]): ProposalCheck['conclusion'] {
  if (faults.length > 0 || alleles.some(({ problem }) => problem !== null)) return 'failure';
  const judged = alleles.flatMap(({ evidence }) => (evidence === null ? [] : [evidence]));
  // Good evidence for one says nothing of another that came with it and was not judged.
  if (judged.length === 0 || judged.length < alleles.length) return 'neutral';
  if (judged.some(({ verdict }) => verdict.result === 'review')) return 'neutral';
  return 'success';
}
