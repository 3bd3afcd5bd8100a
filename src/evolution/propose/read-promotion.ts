import { parseEvidence, type Evidence } from '../../arena/evidence.ts';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { evidencePath } from '../../genome/allele-path.ts';
import { Genome } from '../../genome/genome.ts';
import type { Lineage } from '../../genome/lineage.ts';
import { readLineage } from '../../genome/read-lineage.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { openObjects } from '../../git/object-store.ts';
import { trailerValues } from '../../git/trailers.ts';
import { isSha256, type Sha256 } from '../../model/digest.ts';
import type { PairedTally } from '../../model/paired-tally.ts';
import type { Risk } from '../../model/risk.ts';
import { openWorkspace } from '../../organism/workspace.ts';
import { readPhenotypeFile, type PhenotypeFile } from '../../phenotype/read-phenotype.ts';
import type { Agreement } from '../evolve/agreement.ts';
import type { EvidentDecision } from '../evolve/decision-message.ts';
import { LedgerEvidence } from '../evolve/ledger-evidence.ts';
import { LocusScene } from '../evolve/locus-scene.ts';
import { parseDecision } from '../evolve/parse-decision.ts';
import { expressionDigest, promotionSignature } from '../evolve/promotion-branch.ts';
import { readHosts } from '../evolve/read-hosts.ts';
import { verifyDecision, type VerifiedDecision } from '../evolve/verify-decision.ts';
import { hostShares, type HostShare } from './host-shares.ts';

/** A promotion as its branch holds it, made again from git: everything a pull request says comes from here. */
export interface BranchPromotion {
  readonly branch: string;
  readonly commit: string;
  readonly signature: Sha256;
  /** Digest of what the phenotype expresses there, on which it was decided. */
  readonly on: Sha256;
  readonly phenotype: string;
  readonly locus: string;
  readonly action: EvidentDecision['action'];
  readonly source: VerifiedDecision['source'];
  readonly risk: Risk;
  readonly allele: Sha256;
  readonly dominant: Sha256;
  readonly sources: { readonly allele: string; readonly dominant: string };
  readonly file: { readonly path: string; readonly before: string; readonly after: string };
  /** As the decision counts it. */
  readonly tally: PairedTally;
  /** M, error rate and so on, as in the commit's trailer. */
  readonly numbers: Readonly<Record<string, string>>;
  readonly hosts: readonly HostShare[];
  /** How many of them had to agree, and do; `undefined` where the arena decided. */
  readonly agreement: Agreement | undefined;
  /** The arena's, where it decided or there is some; `undefined` where there is none. */
  readonly measured: Evidence | undefined;
  readonly lineage: Lineage;
}

/**
 * @throws IntegrityError `decision-not-verified` where it does not come out again, `promotion-invalid`
 */
export async function readPromotion(
  start: string,
  { branch, commit }: { readonly branch: string; readonly commit: string },
): Promise<BranchPromotion> {
  const decision = await verifyDecision(start, commit);
  const { phenotype, locus, action, source, trailers } = decision;
  const workspace = await openWorkspace(start);
  const { repository } = workspace;
  const { message, parents } = await (await openObjects(repository)).readCommit(commit);
  const claim = parseDecision(message);
  const [allele = '', wins = '', losses = '', numbers = ''] = ['Sg-Allele', 'Sg-Wins', 'Sg-Losses', 'Sg-Evidence'].map(
    (key) => trailerValues(trailers, key)[0],
  );
  const parent = parents[0];
  if (parent === undefined || claim === undefined || typeof claim === 'string' || !isSha256(allele))
    throw invalid(branch);
  const tree = await commitTree(repository, parent);
  const { hosts } = await readHosts(repository, claim.ledgers, { strict: true });
  const scene = await LocusScene.open(workspace, { head: parent, tree }, phenotype, new LedgerEvidence(hosts));
  const before = scene.file;
  const after = await readPhenotypeFile(await commitTree(repository, commit), phenotype);
  const dominant = dominantOf(before, locus, branch);
  const genome = new Genome(tree);
  return {
    branch,
    commit,
    signature: promotionSignature(before.phenotype, { action, locus, allele }),
    on: expressionDigest(before.phenotype, locus),
    phenotype,
    locus,
    action,
    source,
    risk: scene.risk(locus),
    allele,
    dominant,
    sources: { allele: await genome.source(locus, allele), dominant: await sourceOf(genome, locus, dominant) },
    file: { path: before.path, before: before.text, after: after.text },
    tally: { wins: Number(wins), losses: Number(losses) },
    numbers: Object.fromEntries(numbers.split(' ').map((pair) => pair.split('=', 2) as [string, string])),
    hosts: hostShares(hosts, { locus, allele, dominant }),
    agreement: decision.hosts,
    measured: await evidenceOf(genome, locus, allele),
    lineage: await readLineage(genome, locus),
  };
}

function dominantOf({ phenotype }: PhenotypeFile, locus: string, branch: string): Sha256 {
  const dominant = phenotype.loci.get(locus)?.dominant;
  if (dominant === undefined) throw invalid(branch);
  return dominant;
}

/** What is to be replaced may be broken; that is no reason to keep it. */
async function sourceOf(genome: Genome, locus: string, digest: Sha256): Promise<string> {
  try {
    return await genome.source(locus, digest);
  } catch (error) {
    if (error instanceof IntegrityError) return '';
    throw error;
  }
}

async function evidenceOf({ tree }: Genome, locus: string, allele: Sha256): Promise<Evidence | undefined> {
  const file = evidencePath(locus, allele);
  const bytes = await tree.read(file);
  try {
    return bytes === undefined ? undefined : parseEvidence(new TextDecoder().decode(bytes), file);
  } catch (error) {
    if (error instanceof IntegrityError) return undefined;
    throw error;
  }
}

function invalid(branch: string): IntegrityError {
  return new IntegrityError({
    code: 'promotion-invalid',
    message: `The branch ${branch} holds no decision about a locus that has a dominant.`,
    hint: `Look at it with \`git show ${branch}\`; if it is nobody's, delete it and run this again.`,
  });
}
