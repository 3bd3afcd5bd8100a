import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runArena, type ArenaRequest } from '../../arena/arena.ts';
import { evidenceText, type Evidence } from '../../arena/evidence.ts';
import { CompilerThread } from '../../arena/static/compiler-thread.ts';
import { contractDigest } from '../../contract/contract-digest.ts';
import { evidencePath } from '../../genome/allele-path.ts';
import { certificateTime, type Certificate } from '../../genome/certificate.ts';
import { formatCertificate } from '../../genome/certificate-text.ts';
import { Genome } from '../../genome/genome.ts';
import { planRegistration } from '../../genome/register-allele.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { decideAndCommit, type Decision } from '../../git/decide-and-commit.ts';
import { formatMessage } from '../../git/trailers.ts';
import { openTransport } from '../../git/transport/open-transport.ts';
import type { TransferLimits } from '../../git/transport/transport.ts';
import type { Sha256 } from '../../model/digest.ts';
import { shortDigest } from '../../model/digest.ts';
import { committed } from '../../organism/history/head-standing.ts';
import { soundContracts } from '../../organism/contracts/load-contracts.ts';
import { openWorkspace } from '../../organism/workspace.ts';
import { foreignAlleles, type ForeignAllele, type GenomeSide, type PassedOver } from './foreign-alleles.ts';

export interface ImportRequest extends Pick<ArenaRequest, 'version' | 'workers' | 'progress' | 'budget'> {
  /** Name of a remote, or its address. */
  readonly remote: string;
  /** Branch of the other genome. */
  readonly branch: string;
  readonly locus?: string;
  /** Of both genomes: what it expresses there is taken, and judged against what it expresses here. */
  readonly phenotype: string;
  /** Fetch and judge, commit nothing. */
  readonly dryRun: boolean;
  readonly limits?: TransferLimits;
}

export interface JudgedImport {
  readonly locus: string;
  readonly digest: Sha256;
  readonly verdict: Evidence['verdict']['result'];
  /** Whether the arena here lets it into the pool. */
  readonly admitted: boolean;
}

export interface ImportResult {
  /** Address, without credentials. */
  readonly remote: string;
  /** The commit it was taken from. */
  readonly from: string;
  readonly judged: readonly JudgedImport[];
  readonly passedOver: readonly PassedOver[];
  /** The commit that brought them in; `null` where none was made. */
  readonly commit: string | null;
  readonly dryRun: boolean;
}

/**
 * Takes alleles of another genome into the pool, each after the arena here has judged it, with a certificate that says
 * where it came from. Contracts, phenotypes, evidence and history of the other genome stay there; nothing is expressed.
 * @throws UsageError `unknown-remote`, `unknown-phenotype`, `contract-errors`; EnvironmentError for the remote
 */
export async function importAlleles(start: string, request: ImportRequest): Promise<ImportResult> {
  const { repository, tree } = await openWorkspace(start);
  const transport = await openTransport(repository, request.remote);
  const { tip } = await transport.fetch(repository, { ...request.limits, branch: request.branch });
  const there = await commitTree(repository, tip);
  const theirs = { tree: there, contracts: await soundContracts(there) };
  const ours = { tree, contracts: await soundContracts(tree) };
  const only = request.locus === undefined ? {} : { only: request.locus };
  const { found, passedOver } = await foreignAlleles(theirs, ours, { phenotype: request.phenotype, ...only });
  const origin = { url: transport.address.url, commit: tip };
  const candidates = found.map((allele) => candidateOf(allele, ours, origin));
  const judged: Judged[] = [];
  const compiler = new CompilerThread();
  try {
    for (const candidate of candidates) {
      judged.push({ candidate, evidence: await judge(start, candidate, { ...request, compiler }) });
    }
  } finally {
    compiler.dispose();
  }
  const admitted = judged.filter(({ evidence }) => isAdmitted(evidence));
  const made =
    request.dryRun || admitted.length === 0
      ? undefined
      : await decideAndCommit(repository, 'HEAD', (standing) => decision(committed(standing).tree, admitted, origin));
  return {
    remote: origin.url,
    from: tip,
    judged: judged.map(({ candidate: { locus, digest }, evidence }) => {
      return { locus, digest, verdict: evidence.verdict.result, admitted: isAdmitted(evidence) };
    }),
    passedOver,
    commit: made?.changed === true ? made.commit : null,
    dryRun: request.dryRun,
  };
}

interface Candidate {
  readonly locus: string;
  readonly digest: Sha256;
  readonly source: string;
  readonly certificate: Certificate;
}

interface Judged {
  readonly candidate: Candidate;
  readonly evidence: Evidence;
}

type Origin = NonNullable<Certificate['remote']>;

function isAdmitted({ verdict }: Evidence): boolean {
  return verdict.result === 'passed' || verdict.result === 'better';
}

/** Parents and generation are as they are there; what it cost was not spent here. */
function candidateOf(
  { certificate, locus, digest, source }: ForeignAllele,
  ours: GenomeSide,
  remote: Origin,
): Candidate {
  const contract = ours.contracts.genes.get(locus);
  const born = {
    ...withoutCost(certificate),
    origin: 'import' as const,
    created: certificateTime(new Date()),
    ...(contract === undefined ? {} : { contract: contractDigest(contract) }),
    remote,
  };
  return { locus, digest, source, certificate: born };
}

function withoutCost({ cost: _cost, ...kept }: Certificate): Certificate {
  return kept;
}

/** The arena reads candidates from files, as it does for people. */
async function judge(
  start: string,
  { locus, digest, source, certificate }: Candidate,
  request: ImportRequest & { readonly compiler: CompilerThread },
): Promise<Evidence> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sg-import-'));
  try {
    const candidate = path.join(folder, `${digest}.ts`);
    await writeFile(candidate, source);
    await writeFile(path.join(folder, `${digest}.toml`), formatCertificate(certificate));
    const { phenotype, version, workers, progress, budget, compiler } = request;
    const { evidence } = await runArena({
      start,
      locus,
      phenotype,
      candidate,
      cases: [],
      version,
      compiler,
      ...(workers === undefined ? {} : { workers }),
      ...(progress === undefined ? {} : { progress }),
      ...(budget === undefined ? {} : { budget }),
    });
    return evidence;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function decision(
  tree: Parameters<typeof planRegistration>[0]['tree'],
  admitted: readonly Judged[],
  { url, commit = '' }: Origin,
): Promise<Decision | undefined> {
  const genome = new Genome(tree);
  const changes = new Map<string, Uint8Array>();
  for (const { candidate, evidence } of admitted) {
    const { changes: files } = await planRegistration(genome, candidate);
    for (const [file, bytes] of files) changes.set(file, bytes);
    if (files.size > 0)
      changes.set(evidencePath(candidate.locus, candidate.digest), new TextEncoder().encode(evidenceText(evidence)));
  }
  if (changes.size === 0) return undefined;
  const lines = admitted.map(({ candidate, evidence }) => {
    return `- ${candidate.locus} ${shortDigest(candidate.digest)}: ${evidence.verdict.result}`;
  });
  const trailers = admitted.flatMap(({ candidate: { locus, digest } }) => [
    { key: 'Sg-Locus', value: locus },
    { key: 'Sg-Allele', value: digest },
  ]);
  const subject = `import ${admitted.length === 1 ? 'an allele' : `${admitted.length} alleles`} from another genome`;
  const body = `Taken from ${url} at ${commit}, each judged by the arena here:\n\n${lines.join('\n')}`;
  return {
    changes,
    message: formatMessage({ subject, body, trailers: [...trailers, { key: 'Sg-Origin', value: `${url}@${commit}` }] }),
  };
}
