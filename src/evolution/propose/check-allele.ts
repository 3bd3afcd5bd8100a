import { evidenceText, parseEvidence, type Evidence } from '../../arena/evidence.ts';
import { gateEvidence } from '../../arena/gate-evidence.ts';
import type { JudgeOptions } from '../../arena/judge-candidate.ts';
import type { CandidateFile } from '../../arena/matter.ts';
import { geneContract } from '../../arena/prepare-matter.ts';
import { verifyEvidence } from '../../arena/verify-evidence.ts';
import { contractDigest } from '../../contract/contract-digest.ts';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { allelePath, certificatePath, evidencePath } from '../../genome/allele-path.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { Genome } from '../../genome/genome.ts';
import { burialOf } from '../../genome/graveyard.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { sha256, shortDigest } from '../../model/digest.ts';
import { soundContracts } from '../../organism/contracts/load-contracts.ts';
import type { Workspace } from '../../organism/workspace.ts';
import type { BroughtAllele } from './proposal-paths.ts';

export interface AlleleCheck {
  /** The repository as it was where the branch left it. */
  readonly base: Workspace;
  readonly head: TreeReader;
  readonly judging: JudgeOptions;
  /** Names of the phenotypes the base has. */
  readonly phenotypes: readonly string[];
  /** Accept a chosen seed and a smaller budget. */
  readonly allowWeaker: boolean;
}

/**
 * Makes the evidence of an allele that a branch brings again, from the base's contracts, pool and phenotypes.
 * @returns the evidence, which holds
 * @throws IntegrityError for whatever does not
 */
export async function checkAllele(check: AlleleCheck, brought: BroughtAllele): Promise<Evidence> {
  const { base, head, judging } = check;
  const { locus, allele } = brought;
  const genome = new Genome(head);
  await genome.source(locus, allele);
  const certificate = await genome.certificate(locus, allele);
  if ((await burialOf(head, locus, allele)) !== undefined) throw refused('its own branch buries it');
  const evidence = await readEvidence(head, brought);
  await checkCertificate(base, certificate, evidence);
  const candidate = await candidateOf(head, brought);
  await checkBasis(check, evidence);
  if (!['better', 'passed', 'review'].includes(evidence.verdict.result)) {
    throw refused(`the arena's verdict is "${evidence.verdict.result}"`);
  }
  await verifyEvidence(base, evidence, candidate, judging);
  return evidence;
}

async function readEvidence(head: TreeReader, { locus, allele }: BroughtAllele): Promise<Evidence> {
  const file = evidencePath(locus, allele);
  const bytes = await head.read(file);
  if (bytes === undefined) throw refused('it comes without evidence');
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const evidence = parseEvidence(text, file);
  if (evidenceText(evidence) !== text) throw refused('its evidence is in other bytes than the arena writes');
  if (evidence.candidate !== allele || evidence.locus !== locus) throw refused('its evidence is about another allele');
  return evidence;
}

async function candidateOf(head: TreeReader, { locus, allele }: BroughtAllele): Promise<CandidateFile> {
  const bytes = (await head.read(allelePath(locus, allele))) ?? new Uint8Array();
  const certificate = await head.read(certificatePath(locus, allele));
  return { digest: sha256(bytes), bytes, named: allele, ...(certificate === undefined ? {} : { certificate }) };
}

async function checkCertificate(
  base: Workspace,
  { contract, promptedBy }: Certificate,
  evidence: Evidence,
): Promise<void> {
  const wanted = contractDigest(geneContract(await soundContracts(base.tree), evidence.locus));
  if (contract !== wanted) throw refused('its certificate names another contract than the one that is there');
  if (promptedBy === undefined) return;
  const origin = `case ${evidence.locus}-${shortDigest(promptedBy)}.json`;
  if (evidence.basis.cases.some((trial) => trial.origin === origin)) return;
  throw refused('the failure that prompted it, as its certificate says, was not replayed');
}

/** The evidence must rest on what the base expresses, in one of its phenotypes, and be made as severely as it asks. */
async function checkBasis({ base, phenotypes, allowWeaker }: AlleleCheck, evidence: Evidence): Promise<void> {
  let found: readonly string[] = ['the base has no phenotype'];
  for (const phenotype of phenotypes) {
    const shortfalls = await gateEvidence(base, evidence, { phenotype });
    const counted = shortfalls.filter(({ kind }) => !(allowWeaker && kind === 'weaker'));
    if (counted.length === 0) return;
    found = counted.map(({ message }) => message);
  }
  throw refused(`its evidence is not what the base asks for: ${found.join('; ')}`);
}

function refused(found: string): IntegrityError {
  return new IntegrityError({ code: 'proposal-refused', message: `The proposal is refused: ${found}.` });
}
