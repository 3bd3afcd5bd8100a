import path from 'node:path';
import { runArena, type ArenaReport, type ArenaRequest } from '../../arena/arena.ts';
import { evidenceText, type Evidence } from '../../arena/evidence.ts';
import { geneContract } from '../../arena/prepare-matter.ts';
import { readCandidate } from '../../arena/read-candidate.ts';
import { contractDigest } from '../../contract/contract-digest.ts';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { evidencePath } from '../../genome/allele-path.ts';
import { certificateTime, type Certificate } from '../../genome/certificate.ts';
import { Genome } from '../../genome/genome.ts';
import { planRegistration } from '../../genome/register-allele.ts';
import { decideAndCommit, type Decision } from '../../git/decide-and-commit.ts';
import { formatMessage } from '../../git/trailers.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { committed } from '../../organism/history/head-standing.ts';
import { soundContracts } from '../../organism/contracts/load-contracts.ts';
import { openWorkspace } from '../../organism/workspace.ts';

export interface AdmitRequest extends Pick<ArenaRequest, 'version' | 'workers' | 'progress' | 'budget' | 'compiler'> {
  readonly locus: string;
  /** The TypeScript file somebody wrote. */
  readonly file: string;
  /** Why it exists, in a sentence for reviewers. */
  readonly note: string;
  /** Digests, or their starts, of the alleles of the locus that it was made from. */
  readonly parents: readonly string[];
  /** What it competes with. */
  readonly phenotype: string;
  /** Judge, commit nothing. */
  readonly dryRun: boolean;
}

export interface AdmitResult extends ArenaReport {
  readonly locus: string;
  readonly digest: Sha256;
  /** Whether the arena lets it into the pool. */
  readonly admitted: boolean;
  /** The commit that brought it in; `null` where none was made. */
  readonly commit: string | null;
  readonly dryRun: boolean;
}

/**
 * Takes an allele that a person wrote into the pool of the branch that is checked out, once the arena has let it pass:
 * source, certificate and evidence in one commit. Nothing is expressed. What is in the pool already stays as it is.
 * @throws UsageError `no-candidate`, `unknown-locus`, `unknown-allele`, `contract-errors`
 */
export async function admitAllele(start: string, request: AdmitRequest): Promise<AdmitResult> {
  const { locus, file, phenotype, dryRun } = request;
  const { repository, tree } = await openWorkspace(start);
  const genome = new Genome(tree);
  const birth = await birthOf(tree, genome, request);
  const { bytes, digest } = await readCandidate(genome, locus, path.resolve(file));
  const report = await runArena({ ...request, start, locus, phenotype, candidate: path.resolve(file), cases: [] });
  if (report.evidence.candidate !== digest) throw changedMeanwhile(file);
  const admitted = ['passed', 'better'].includes(report.evidence.verdict.result);
  const source = new TextDecoder().decode(bytes);
  const made =
    dryRun || !admitted
      ? undefined
      : await decideAndCommit(repository, 'HEAD', (standing) =>
          decision(committed(standing).tree, { locus, source, digest, birth, evidence: report.evidence }),
        );
  const commit = made?.changed === true ? made.commit : null;
  return { ...report, locus, digest, admitted, commit, dryRun };
}

type Birth = Omit<Certificate, 'locus' | 'digest'>;

async function birthOf(
  tree: TreeReader,
  genome: Genome,
  { locus, parents: named, note }: AdmitRequest,
): Promise<Birth> {
  const contract = geneContract(await soundContracts(tree), locus);
  const parents = await Promise.all(named.map(async (prefix) => (await genome.resolveDigest(prefix, locus)).digest));
  const ancestors = await Promise.all(parents.map((parent) => genome.certificate(locus, parent)));
  return {
    origin: 'author',
    parents: [...new Set(parents)],
    generation: Math.max(-1, ...ancestors.map(({ generation }) => generation)) + 1,
    created: certificateTime(new Date()),
    contract: contractDigest(contract),
    note,
  };
}

interface Admission {
  readonly locus: string;
  readonly source: string;
  readonly digest: Sha256;
  readonly birth: Birth;
  readonly evidence: Evidence;
}

async function decision(tree: TreeReader, admission: Admission): Promise<Decision | undefined> {
  const { locus, source, digest, birth, evidence } = admission;
  const { changes } = await planRegistration(new Genome(tree), { locus, source, certificate: birth });
  if (changes.size === 0) return undefined;
  const { result, reason } = evidence.verdict;
  return {
    changes: new Map([...changes, [evidencePath(locus, digest), new TextEncoder().encode(evidenceText(evidence))]]),
    message: formatMessage({
      subject: `${locus}: admit ${shortDigest(digest)}`,
      body: `${birth.note ?? ''}\n\nArena: ${result}. ${reason}`,
      trailers: [
        { key: 'Sg-Locus', value: locus },
        { key: 'Sg-Allele', value: digest },
        ...birth.parents.map((parent) => ({ key: 'Sg-Parent', value: parent })),
      ],
    }),
  };
}

function changedMeanwhile(file: string): IntegrityError {
  return new IntegrityError({
    code: 'candidate-changed',
    message: `${file} was changed while the arena judged it. Nothing was committed.`,
    hint: 'Run it again when the file is as it should be.',
  });
}
