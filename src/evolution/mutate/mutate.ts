import { answeringAllele } from './answering-allele.ts';
import { askQuestions } from './ask-questions.ts';
import { budgetReport } from './budget-report.ts';
import { commitProposal } from './commit-proposal.ts';
import { findProposed, type ProposedBranch } from './find-proposed.ts';
import { judgeRound, type JudgedRound } from './judge-round.ts';
import type { MutateMeans } from './mutate-means.ts';
import type { MutateResult } from './mutate-result.ts';
import { costOf } from './mutation-cost.ts';
import { prepareMutation, type MutateRequest, type MutationOrder } from './mutation-order.ts';
import { promptParts } from './prompt-parts.ts';
import { leftOver, settleRound } from './settle-round.ts';
import { engineOff } from './mutation-faults.ts';
import type { Sha256 } from '../../model/digest.ts';
import { buildPrompt, type Prompt } from '../../mutation/prompt.ts';

/**
 * Asks an engine for alleles, lets the arena judge them, and commits the best that passes to a branch of its own. The
 * branch that is checked out, the work tree and the base stay as they are. Run again after a crash anywhere in it, it takes
 * up what was paid for and finds what was made.
 * @throws UsageError `engine-off`, `case-not-readable`, `case-not-replayable`, those of the scene and of an engine that is
 * set up wrongly; IntegrityError `case-file-invalid`, `secret-found`; EnvironmentError `spending-record`, `mutation-record`
 */
export async function mutate(request: MutateRequest, means: MutateMeans): Promise<MutateResult> {
  const order = await prepareMutation(request);
  const { scene, signature } = order;
  const known = await findProposed(scene.workspace.repository, request.locus, signature, scene.pool);
  if (known !== undefined) return alreadyProposed(order, means, known);
  const elsewhere = await means.elsewhere?.(signature);
  if (elsewhere !== undefined) return { ...(await report(order, means)), state: 'already-proposed' };
  const answering = request.dryRun ? undefined : await answeringNow(order);
  if (answering !== undefined) return { ...(await report(order, means)), state: 'answered', allele: answering };
  const prompt = await promptOf(order, means);
  if (request.dryRun) return { ...(await report(order, means)), state: 'dry-run', prompt: prompt.digest };
  return askAndJudge(order, means, prompt);
}

/** The question as it would be put now: what `--show-prompt` shows. */
export async function promptOf(order: MutationOrder, { questions }: Pick<MutateMeans, 'questions'>): Promise<Prompt> {
  const { request, scene, prompting, parent } = order;
  const settled = (await questions.of(request.locus)).flatMap(({ settled: end }) => end?.burial ?? []);
  return buildPrompt(await promptParts(scene, parent, prompting?.failure, settled));
}

async function answeringNow({ scene, prompting }: MutationOrder): Promise<Sha256 | undefined> {
  return prompting === undefined ? undefined : answeringAllele(scene, [prompting.trial]);
}

async function askAndJudge(order: MutationOrder, means: MutateMeans, prompt: Prompt): Promise<MutateResult> {
  const { request, scene, signature } = order;
  if (means.engine.name === 'none') throw engineOff();
  const { locus, count } = request;
  const { asked, refusal } = await askQuestions({ ...means, locus, count, signature, prompt });
  const round = await judgeRound(order, asked, means);
  await means.step('judged');
  const committed = round.best === undefined ? undefined : await commitProposal(order, round, means);
  await settleRound(round, means, committed === undefined ? undefined : means.limits.coolDownSeconds);
  const told = { ...(await report(order, means)), ...toldOf(round), prompt: prompt.digest };
  const budget = refusal === undefined ? told.budget : { ...told.budget, refusal: refusalReport(refusal) };
  if (committed === undefined) {
    return { ...told, budget, state: asked.length === 0 ? 'not-asked' : 'nothing-passed' };
  }
  const branch = { name: committed.branch, commit: committed.commit, created: true };
  return {
    ...told,
    budget,
    state: 'proposed',
    branch,
    allele: round.best?.evidence.candidate ?? null,
    parent: order.parent ?? null,
    base: scene.base,
  };
}

function toldOf({ questions, best, asked }: JudgedRound): Pick<MutateResult, 'questions' | 'verdict' | 'cost'> {
  return {
    questions,
    verdict: best?.evidence.verdict ?? null,
    cost: costOf(asked.map(({ proposal }) => proposal.usage)),
  };
}

function refusalReport({ code, message, retryAt }: { code: string; message: string; retryAt: number }): {
  code: string;
  message: string;
  retryAt: string;
} {
  return { code, message, retryAt: new Date(retryAt).toISOString() };
}

/** What was paid for and led to the branch is settled now, where a crash kept it from being so. */
async function alreadyProposed(order: MutationOrder, means: MutateMeans, known: ProposedBranch): Promise<MutateResult> {
  const { locus } = order.request;
  const asked = leftOver(await means.questions.of(locus)).filter(({ signature }) => signature === order.signature);
  await settleRound({ asked, burials: new Map() }, means, means.limits.coolDownSeconds);
  const branch = { name: known.branch, commit: known.commit, created: false };
  return { ...(await report(order, means)), state: 'already-proposed', allele: known.allele, branch };
}

/** A result in which nothing has happened yet. */
async function report(order: MutationOrder, means: MutateMeans): Promise<Omit<MutateResult, 'state'>> {
  const { request, scene, prompting, signature, symptoms, parent } = order;
  return {
    locus: request.locus,
    phenotype: scene.phenotype.name,
    base: scene.base,
    signature,
    failure: symptoms === '' ? null : symptoms,
    case: prompting === undefined ? null : { digest: prompting.digest, file: prompting.file },
    engine: means.engine.name,
    prompt: null,
    parent: parent ?? null,
    allele: null,
    questions: [],
    verdict: null,
    cost: costOf([]),
    budget: await budgetReport(means, request.locus),
    branch: null,
    pullRequest: null,
  };
}
