import { InternalError } from '../../errors/internal-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { commitChanges, type CommitResult } from '../../git/commit-changes.ts';
import { isRefMoved } from '../../git/ref-moved.ts';
import type { Burial } from '../../genome/graveyard-schema.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, shortDigest, type Sha256 } from '../../model/digest.ts';
import { holdsSecret } from '../../mutation/redact.ts';
import { failureMessage } from './failure-symptoms.ts';
import { mutationFolder } from './find-proposed.ts';
import type { JudgedRound } from './judge-round.ts';
import type { MutateMeans } from './mutate-means.ts';
import type { MutationOrder } from './mutation-order.ts';
import { costOf } from './mutation-cost.ts';
import { secretFound } from './mutation-faults.ts';
import { planProposal } from './plan-proposal.ts';
import { proposalMessage } from './proposal-message.ts';

export interface CommittedProposal {
  readonly branch: string;
  readonly commit: string;
}

/**
 * Commits the best candidate to its branch: one commit on the base, made whole or not at all.
 * @throws IntegrityError `secret-found`; UsageError `proposal-branch-taken`
 */
export async function commitProposal(
  order: MutationOrder,
  round: JudgedRound,
  { questions, secrets, step }: MutateMeans,
): Promise<CommittedProposal> {
  const { best } = round;
  if (best === undefined) throw new InternalError('nothing to commit');
  const { scene, request, prompting, parent, symptoms } = order;
  const earlier = (await questions.of(request.locus)).flatMap(({ settled }) => settled?.burial ?? []);
  const proposed = { ...best, parent, promptedBy: prompting?.digest, symptoms };
  const changes = await planProposal(
    scene,
    proposed,
    buried([...earlier, ...round.burials.values()], best.proposal.digest),
  );
  const message = messageOf(order, round);
  refuseSecrets(changes, message, secrets);
  const branch = branchName(order);
  const result = await commitTo(scene.workspace.repository, branch, { message, changes, startFrom: scene.base.commit });
  await step('committed');
  return { branch, commit: result.commit };
}

/**
 * The same for everybody who proposes for this failure on this pool, so that two of them can't both make it; another one
 * as soon as the pool has changed.
 */
function branchName({ request, signature, scene }: Pick<MutationOrder, 'request' | 'signature' | 'scene'>): string {
  const key: Sha256 = sha256(canonicalJson({ signature, pool: [...scene.pool] }));
  return `${mutationFolder}/${request.locus}/${shortDigest(key)}`;
}

function buried(all: readonly Burial[], proposed: Sha256): readonly Burial[] {
  return all.filter(({ digest }) => digest !== proposed);
}

function messageOf(
  { request, signature, symptoms, prompting, parent }: MutationOrder,
  { best, asked }: JudgedRound,
): string {
  if (best === undefined) throw new InternalError('nothing to tell');
  const failure = prompting === undefined ? undefined : { case: prompting.digest, kernel: prompting.failure.kernel };
  return proposalMessage({
    locus: request.locus,
    allele: best.proposal.digest,
    parent,
    signature,
    symptoms,
    said: prompting === undefined ? '' : failureMessage(prompting.failure),
    failure,
    verdict: best.evidence.verdict,
    cost: costOf(asked.map(({ proposal }) => proposal.usage)),
  });
}

function refuseSecrets(changes: ReadonlyMap<string, Uint8Array>, message: string, secrets: readonly string[]): void {
  if (holdsSecret(message, secrets)) throw secretFound('The message of the proposal');
  for (const [file, bytes] of changes) {
    if (holdsSecret(new TextDecoder().decode(bytes), secrets)) throw secretFound(file);
  }
}

type Commit = Pick<Parameters<typeof commitChanges>[1], 'message' | 'changes' | 'startFrom'>;

async function commitTo(
  repository: Parameters<typeof commitChanges>[0],
  branch: string,
  commit: Commit,
): Promise<CommitResult> {
  try {
    return await commitChanges(repository, { ...commit, ref: `refs/heads/${branch}`, expectedHead: null });
  } catch (error) {
    if (!isRefMoved(error)) throw error;
    throw new UsageError({
      code: 'proposal-branch-taken',
      message: `Somebody made the branch ${branch} meanwhile; what was asked for is kept.`,
      hint: `Look at it with \`git log ${branch}\`, and run this again: a proposal that is there is taken up.`,
      cause: error,
    });
  }
}
