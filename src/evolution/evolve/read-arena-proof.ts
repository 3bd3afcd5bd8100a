import { evidenceText, parseEvidence, type Evidence } from '../../arena/evidence.ts';
import { gateEvidence } from '../../arena/gate-evidence.ts';
import { SgError } from '../../errors/sg-error.ts';
import { evidencePath } from '../../genome/allele-path.ts';
import { decodeText } from '../../genome/decode-text.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { Workspace } from '../../organism/workspace.ts';
import { provenClaim, type ArenaProof, type MeasuredEvidence } from './arena-proof.ts';

export interface ProofQuestion {
  readonly phenotype: string;
  readonly locus: string;
  readonly dominant: Sha256;
  readonly allele: Sha256;
}

/**
 * What the arena's evidence beside an allele says for it, judged by the state in the workspace's tree. Nothing is run: that
 * what it says was really measured, only making it again tells.
 * @returns `undefined` where it says nothing: there is none, it is not `better`, or it was against another dominant allele.
 * A text where it says `better` and may not count, with the reason
 */
export async function readArenaProof(
  workspace: Workspace,
  question: ProofQuestion,
): Promise<ArenaProof | string | undefined> {
  const measured = await readMeasured(workspace, question, 'better');
  if (measured === undefined || typeof measured === 'string') return measured;
  const claim = provenClaim(measured.evidence);
  return typeof claim === 'string' ? claim : { ...claim, ...measured };
}

/**
 * The arena's evidence beside an allele where its verdict is the one asked for and it is about the state in the
 * workspace's tree; `undefined` and texts as of `readArenaProof`.
 */
export async function readMeasured(
  workspace: Workspace,
  question: ProofQuestion,
  verdict: Evidence['verdict']['result'],
): Promise<MeasuredEvidence | string | undefined> {
  try {
    return await read(workspace, question, verdict);
  } catch (error) {
    // A file somebody has damaged must not keep the other loci from being decided.
    if (error instanceof SgError) return error.code;
    throw error;
  }
}

async function read(
  workspace: Workspace,
  { phenotype, locus, dominant, allele }: ProofQuestion,
  verdict: Evidence['verdict']['result'],
): Promise<MeasuredEvidence | string | undefined> {
  const file = evidencePath(locus, allele);
  const bytes = await workspace.tree.read(file);
  if (bytes === undefined) return undefined;
  const text = decodeText(bytes, file);
  const evidence = parseEvidence(text, file);
  // Evidence against an allele that is dominant no more is history, and no fault.
  if (evidence.verdict.result !== verdict || evidence.incumbent !== dominant) return undefined;
  if (text !== evidenceText(evidence)) return 'evidence-differs';
  if (evidence.locus !== locus || evidence.candidate !== allele) return 'it is about another allele';
  const [shortfall] = await gateEvidence(workspace, evidence, { phenotype });
  return shortfall === undefined ? { allele, evidence, place: `${file}@${sha256(bytes)}` } : shortfall.message;
}
