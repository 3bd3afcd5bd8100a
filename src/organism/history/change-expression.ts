import { InternalError } from '../../errors/internal-error.ts';
import { decideAndCommit, type Decision, type Standing } from '../../git/decide-and-commit.ts';
import type { Sha256 } from '../../model/digest.ts';
import { readPhenotypeFile } from '../../phenotype/read-phenotype.ts';
import type { Canary, LocusExpression } from '../../phenotype/schema.ts';
import { writePhenotype } from '../../phenotype/write.ts';
import { openWorkspace } from '../workspace.ts';
import { checkedReason } from './checked-reason.ts';
import type { EditScene, ExpressionAction, ExpressionEdit } from './expression-edit.ts';
import { expressionMessage } from './expression-message.ts';
import { committed, headStanding } from './head-standing.ts';
import { planCanary } from './plan-canary.ts';
import { planDemotion } from './plan-demotion.ts';
import { planFallback } from './plan-fallback.ts';
import { planPromotion } from './plan-promotion.ts';

export interface ExpressionRequest {
  readonly action: ExpressionAction;
  readonly phenotype: string;
  readonly locus: string;
  /** The start of the allele's digest. */
  readonly sha: string;
  readonly reason: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  /** Place in the fallback stack, from 1; the last one when left out. */
  readonly at?: number;
  readonly canary?: EditScene['canary'];
}

export interface ExpressionResult {
  readonly action: ExpressionAction;
  readonly phenotype: string;
  readonly locus: string;
  readonly allele: Sha256;
  readonly before: ExpressedAlleles;
  readonly after: ExpressedAlleles;
  /** False when the phenotype says so already. */
  readonly changed: boolean;
  readonly dryRun: boolean;
  /** The new commit; `null` when none was made. */
  readonly commit: string | null;
}

export interface ExpressedAlleles {
  readonly dominant: Sha256 | null;
  readonly fallback: readonly Sha256[];
  readonly deprecated: readonly Sha256[];
  /** Left out where the locus has none. */
  readonly canary?: Canary;
}

const plans = { promote: planPromotion, demote: planDemotion, fallback: planFallback, canary: planCanary } as const;

/**
 * Promotes, demotes or puts to fall back on an allele by hand: one commit on the branch that is checked out, decided on what is committed there.
 * Again, it changes nothing.
 * @throws UsageError `invalid-reason`, `no-commits`, `unknown-phenotype`, `uncommitted-changes`, `detached-head` and those
 * of the plan; IntegrityError when the allele does not check
 */
export async function changeExpression(start: string, request: ExpressionRequest): Promise<ExpressionResult> {
  const reason = checkedReason(request.reason);
  const { repository } = await openWorkspace(start);
  let planned: Planned | undefined;
  const decide = async (standing: Standing): Promise<Decision | undefined> => {
    planned = await plan(standing, { ...request, reason });
    return planned.decision;
  };
  if (request.dryRun) await decide(await headStanding(repository));
  const result = request.dryRun ? undefined : await decideAndCommit(repository, 'HEAD', decide);
  if (planned === undefined) throw new InternalError('no decision was made');
  const { outcome, decision } = planned;
  return { ...outcome, changed: decision !== undefined, dryRun: request.dryRun, commit: result?.commit ?? null };
}

interface Planned {
  readonly outcome: Omit<ExpressionResult, 'changed' | 'dryRun' | 'commit'>;
  readonly decision: Decision | undefined;
}

async function plan(standing: Standing, request: ExpressionRequest): Promise<Planned> {
  const { tree } = committed(standing);
  const { action, locus, reason } = request;
  const { path, text, phenotype } = await readPhenotypeFile(tree, request.phenotype);
  const { sha, force, at, canary } = request;
  const wishes = { ...(at === undefined ? {} : { at }), ...(canary === undefined ? {} : { canary }) };
  const scene: EditScene = { tree, phenotype, locus, sha, force, ...wishes };
  const { allele, phenotype: next }: ExpressionEdit = await plans[action](scene);
  const [before, after] = [phenotype.loci.get(locus), next.loci.get(locus)];
  const places = { before: expressedAlleles(before), after: expressedAlleles(after) };
  const outcome = { action, phenotype: phenotype.name, locus, allele, ...places };
  if (next === phenotype) return { outcome, decision: undefined };
  const message = expressionMessage({ action, phenotype: phenotype.name, locus, allele, reason, before, after });
  const bytes = new TextEncoder().encode(writePhenotype(text, next, path));
  return { outcome, decision: { message, changes: new Map([[path, bytes]]) } };
}

function expressedAlleles(entry: LocusExpression | undefined): ExpressedAlleles {
  return {
    dominant: entry?.dominant ?? null,
    fallback: entry?.fallback ?? [],
    deprecated: entry?.deprecated ?? [],
    ...(entry?.canary === undefined ? {} : { canary: entry.canary }),
  };
}
