import { evidenceText, parseEvidence, type Evidence } from '../../arena/evidence.ts';
import { gateEvidence } from '../../arena/gate-evidence.ts';
import { SgError } from '../../errors/sg-error.ts';
import { evidencePath } from '../../genome/allele-path.ts';
import { decodeText } from '../../genome/decode-text.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { Workspace } from '../../organism/workspace.ts';
import { provenClaim, type ArenaProof } from './arena-proof.ts';

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
  try {
    return await readProof(workspace, question);
  } catch (error) {
    // A file somebody has damaged must not keep the other loci from being decided.
    if (error instanceof SgError) return error.code;
    throw error;
  }
}

async function readProof(workspace: Workspace, question: ProofQuestion): Promise<ArenaProof | string | undefined> {
  const { phenotype, locus, dominant, allele } = question;
  const file = evidencePath(locus, allele);
  const bytes = await workspace.tree.read(file);
  if (bytes === undefined) return undefined;
  const text = decodeText(bytes, file);
  const evidence = parseEvidence(text, file);
  if (!claims(evidence, dominant)) return undefined;
  if (text !== evidenceText(evidence)) return 'evidence-differs';
  if (evidence.locus !== locus || evidence.candidate !== allele) return 'it is about another allele';
  const [shortfall] = await gateEvidence(workspace, evidence, { phenotype });
  if (shortfall !== undefined) return shortfall.message;
  const claim = provenClaim(evidence);
  return typeof claim === 'string' ? claim : { ...claim, allele, evidence, place: `${file}@${sha256(bytes)}` };
}

/** Evidence against an allele that is dominant no more is history, and no fault. */
function claims({ verdict, incumbent }: Evidence, dominant: Sha256): boolean {
  return verdict.result === 'better' && incumbent === dominant;
}
