import { IntegrityError } from '../errors/integrity-error.ts';
import { Genome } from '../genome/genome.ts';
import { soundContracts } from '../organism/contracts/load-contracts.ts';
import type { Workspace } from '../organism/workspace.ts';
import { evidenceText, type Evidence } from './evidence.ts';
import { basisOf } from './evidence-basis.ts';
import { firstDifference } from './first-difference.ts';
import { judgeCandidate, type JudgeOptions } from './judge-candidate.ts';
import type { CandidateFile, Matter } from './matter.ts';
import { geneContract, genesOf } from './prepare-matter.ts';

/**
 * Makes evidence again from what it names and compares.
 * @param readCandidate finds the candidate's bytes by digest
 * @throws IntegrityError `evidence-differs` with the first place; `evidence-outdated` where contracts or rules have changed;
 * and those of alleles that are missing or altered
 */
export async function verifyEvidence(
  workspace: Workspace,
  evidence: Evidence,
  candidate: CandidateFile,
  options: JudgeOptions,
): Promise<void> {
  if (candidate.digest !== evidence.candidate) {
    throw differs('candidate', evidence.candidate, candidate.digest);
  }
  const matter = await matterOf(workspace, evidence, candidate);
  const basis = firstDifference(evidence.basis, basisOf(matter));
  if (basis !== undefined) throw outdated(basis.path, basis.left, basis.right);
  const again = await judgeCandidate(matter, options);
  const found = firstDifference(evidence, again);
  if (found !== undefined) throw differs(found.path, found.left, found.right);
  if (evidenceText(evidence) !== evidenceText(again)) throw differs('the text', 'the same bytes', 'other bytes');
}

async function matterOf(workspace: Workspace, evidence: Evidence, candidate: CandidateFile): Promise<Matter> {
  const { locus, incumbent, basis } = evidence;
  const genome = new Genome(workspace.tree);
  const contracts = await soundContracts(workspace.tree);
  const [against] = incumbent === null ? [] : await genesOf(genome, locus, [incumbent]);
  const stacks = Object.entries(basis.verification).map(
    async ([name, digests]) => [name, await genesOf(genome, name, digests)] as const,
  );
  return {
    contracts,
    contract: geneContract(contracts, locus),
    genome,
    candidate,
    incumbent: against,
    others: await genesOf(genome, locus, basis.others),
    stacks: new Map(await Promise.all(stacks)),
    cases: basis.cases,
    seed: basis.seed,
    budget: basis.budget,
    alpha: basis.alpha,
  };
}

function differs(path: string, claimed: unknown, found: unknown): IntegrityError {
  return new IntegrityError({
    code: 'evidence-differs',
    message: `The evidence does not hold: at ${path} it says ${short(claimed)}, the arena finds ${short(found)}.`,
    hint: 'Believe what the arena finds: make the evidence again with `sg arena LOCUS --candidate FILE --out FILE`.',
    details: { path },
  });
}

function outdated(path: string, claimed: unknown, found: unknown): IntegrityError {
  return new IntegrityError({
    code: 'evidence-outdated',
    message: `The evidence is about another state of the repository: at basis.${path} it says ${short(claimed)}, here it is ${short(found)}.`,
    hint: 'Make the evidence again with `sg arena LOCUS --candidate FILE --out FILE`.',
    details: { path: `basis.${path}` },
  });
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
