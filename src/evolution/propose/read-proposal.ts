import { parseEvidence, type Evidence } from '../../arena/evidence.ts';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { evidencePath } from '../../genome/allele-path.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { Genome } from '../../genome/genome.ts';
import { readLineage } from '../../genome/read-lineage.ts';
import type { Lineage } from '../../genome/lineage.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { openObjects } from '../../git/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import { parseTrailers, trailerValues } from '../../git/trailers.ts';
import { isSha256, type Sha256 } from '../../model/digest.ts';
import type { Risk } from '../../model/risk.ts';
import { executable } from '../../contract/contract-set.ts';
import { soundContracts } from '../../organism/contracts/load-contracts.ts';

/** A proposal as its branch holds it: everything a pull request says comes from here and nowhere else. */
export interface BranchProposal {
  readonly branch: string;
  readonly commit: string;
  readonly locus: string;
  readonly risk: Risk;
  readonly allele: Sha256;
  readonly source: string;
  readonly parent: { readonly digest: Sha256; readonly source: string } | undefined;
  readonly certificate: Certificate;
  readonly evidence: Evidence;
  readonly lineage: Lineage;
  readonly signature: Sha256;
  /** From the commit's message: claims of whoever made it, on one line each. */
  readonly story: {
    readonly failure: string | undefined;
    readonly said: string | undefined;
    readonly case: string | undefined;
    readonly kernel: string | undefined;
    readonly cost: string | undefined;
  };
}

/**
 * @throws IntegrityError `proposal-invalid`, and where allele, certificate or evidence do not check
 */
export async function readProposal(repository: Repository, branch: string, commit: string): Promise<BranchProposal> {
  const { message } = await (await openObjects(repository)).readCommit(commit);
  const trailers = parseTrailers(message);
  const value = (key: string): string | undefined => trailerValues(trailers, key)[0];
  const [locus = '', allele = '', signature = ''] = ['Sg-Locus', 'Sg-Allele', 'Sg-Signature'].map(value);
  if (!isSha256(allele) || !isSha256(signature))
    throw invalid(branch, 'its last commit names no allele and no failure');
  const tree = await commitTree(repository, commit);
  const contract = executable(await soundContracts(tree), locus);
  if (contract === undefined) throw invalid(branch, 'there is no contract of its locus');
  const genome = new Genome(tree);
  const certificate = await genome.certificate(locus, allele);
  const file = evidencePath(locus, allele);
  const bytes = await tree.read(file);
  if (bytes === undefined) throw invalid(branch, 'it holds no evidence for its allele');
  const [parent] = certificate.parents;
  return {
    branch,
    commit,
    locus,
    risk: contract.risk,
    allele,
    source: await genome.source(locus, allele),
    parent: parent === undefined ? undefined : { digest: parent, source: await genome.source(locus, parent) },
    certificate,
    evidence: parseEvidence(new TextDecoder().decode(bytes), file),
    lineage: await readLineage(genome, locus),
    signature,
    story: {
      failure: value('Sg-Failure'),
      said: value('Sg-Said'),
      case: value('Sg-Case'),
      kernel: value('Sg-Kernel'),
      cost: value('Sg-Cost'),
    },
  };
}

function invalid(branch: string, found: string): IntegrityError {
  return new IntegrityError({
    code: 'proposal-invalid',
    message: `The branch ${branch} holds no proposal: ${found}.`,
    hint: `Look at it with \`git show ${branch}\`; if it is nobody's, delete it and run this again.`,
  });
}
