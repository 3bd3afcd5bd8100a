import { evidenceText, type Evidence } from '../../arena/evidence.ts';
import { evidencePath } from '../../genome/allele-path.ts';
import { certificateTime, type Certificate } from '../../genome/certificate.ts';
import { planBurials } from '../../genome/graveyard.ts';
import type { Burial } from '../../genome/graveyard-schema.ts';
import { planRegistration } from '../../genome/register-allele.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { Proposal } from '../../mutation/propose-allele.ts';
import type { MutationScene } from './mutation-scene.ts';

/** What is proposed, and on what it rests. */
export interface ProposedAllele {
  readonly proposal: Extract<Proposal, { source: string }>;
  readonly evidence: Evidence;
  readonly parent: Sha256 | undefined;
  /** Of the case that prompted it. */
  readonly promptedBy: Sha256 | undefined;
  /** Milliseconds since 1970: when it was answered. */
  readonly born: number;
  /** What the failure looks like. */
  readonly symptoms: string;
}

/** The files of a proposal: allele, certificate, evidence, and the graveyard with those that were not chosen. */
export async function planProposal(
  scene: MutationScene,
  proposed: ProposedAllele,
  burials: readonly Burial[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { genome, workspace, contract } = scene;
  const locus = contract.name.text;
  const { proposal, evidence } = proposed;
  const certificate = await certificateOf(scene, proposed);
  const { changes } = await planRegistration(genome, { locus, source: proposal.source, certificate });
  const buried = await planBurials(workspace.tree, locus, burials);
  const proof = new TextEncoder().encode(evidenceText(evidence));
  return new Map([...changes, [evidencePath(locus, proposal.digest), proof], ...buried]);
}

async function certificateOf(
  scene: MutationScene,
  { proposal, parent, promptedBy, born, symptoms }: ProposedAllele,
): Promise<Omit<Certificate, 'locus' | 'digest'>> {
  const { contract, genome, contractDigest } = scene;
  const { engine, model, prompt, usage } = proposal;
  const generation = parent === undefined ? 0 : (await genome.certificate(contract.name.text, parent)).generation + 1;
  const { inputTokens, outputTokens, money } = usage;
  return {
    parents: parent === undefined ? [] : [parent],
    origin: 'mutation',
    generation,
    created: certificateTime(new Date(Math.floor(born / 1000) * 1000)),
    contract: contractDigest,
    ...(promptedBy === undefined ? {} : { promptedBy }),
    note: noteOf(proposal, parent, symptoms),
    engine: { name: engine, ...(model === undefined ? {} : { model }), prompt },
    cost: { inputTokens, outputTokens, ...(money === undefined ? {} : { money }) },
  };
}

function noteOf({ note }: ProposedAllele['proposal'], parent: Sha256 | undefined, symptoms: string): string {
  const why = symptoms === '' ? 'Made ahead of any failure' : `Answers ${symptoms}`;
  const from = parent === undefined ? '' : ` of ${shortDigest(parent)}`;
  const said = note === undefined ? '' : ` Its author: ${note}`;
  return `${why}${from}.${said}`.slice(0, 1000);
}
