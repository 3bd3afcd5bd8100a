import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { IntegrityError } from '../errors/integrity-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { commitTree } from '../git/commit-tree.ts';
import { resolveRevision } from '../git/resolve-revision.ts';
import { evidencePath } from '../genome/allele-path.ts';
import { Genome } from '../genome/genome.ts';
import type { Sha256 } from '../model/digest.ts';
import { soundContracts } from '../organism/contracts/load-contracts.ts';
import { openWorkspace, type Workspace } from '../organism/workspace.ts';
import type { Budget } from './contest.ts';
import { EvidenceCache } from './evidence-cache.ts';
import { evidenceText, parseEvidence, type Evidence } from './evidence.ts';
import { judgeCandidate, type JudgeOptions } from './judge-candidate.ts';
import { locusCases, type LocusCases } from './locus-cases.ts';
import { geneContract, prepareMatter } from './prepare-matter.ts';
import type { CandidateFile } from './matter.ts';
import { keepCounterexample } from './replay/keep-counterexample.ts';
import { readCandidate } from './read-candidate.ts';
import { gateEvidence, refuseShortfalls } from './gate-evidence.ts';
import { verifyEvidence } from './verify-evidence.ts';

export interface ArenaRequest {
  /** A folder inside the genome repository. */
  readonly start: string;
  readonly locus: string;
  readonly phenotype: string;
  /** A file, or the start of a digest. */
  readonly candidate: string;
  readonly against?: string;
  readonly cases: readonly string[];
  readonly seed?: string;
  readonly budget?: Partial<Budget>;
  /** Where evidence is written, beside what is returned. */
  readonly out?: string;
  /** Written to where it belongs in the genome, beside the allele. */
  readonly save?: boolean;
  /** Program version: what was cached by another one is measured anew. */
  readonly version: string;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly progress?: JudgeOptions['progress'];
  readonly compiler?: JudgeOptions['compiler'];
}

export interface ArenaReport {
  readonly evidence: Evidence;
  /** Measured before, and taken from the cache. */
  readonly cached: boolean;
  /** Failure cases kept here that could not be replayed. */
  readonly left: LocusCases['left'];
  /** The world in which a rejected candidate failed, as a file to replay. */
  readonly case?: string;
}

/** Judges a candidate as this repository stands, or takes the evidence from the cache. */
export async function runArena(request: ArenaRequest): Promise<ArenaReport> {
  const { start, locus, version } = request;
  const workspace = await openWorkspace(start);
  const genome = new Genome(workspace.tree);
  const contract = geneContract(await soundContracts(workspace.tree), locus);
  const candidate = await readCandidate(genome, locus, request.candidate);
  const { trials, left } = await locusCases(contract, workspace.cases, request.cases);
  const matter = await prepareMatter(workspace, { ...request, candidate, cases: trials });
  const cache = new EvidenceCache(workspace.cache);
  const known = await cache.read(matter, version);
  const evidence = known ?? (await judgeCandidate(matter, judging(workspace, request)));
  if (known === undefined) await cache.write(matter, version, evidence);
  const out = request.save === true ? placeOf(workspace.root, evidence) : request.out;
  if (out !== undefined) await writeEvidence(out, evidence);
  const kept = await keepCounterexample(workspace.drawnCases, evidence);
  return { evidence, cached: known !== undefined, left, ...(kept === undefined ? {} : { case: kept }) };
}

/** Threads cost a start each; more than four find nothing to do within a verdict. */
export function usualWorkers(): number {
  return Math.min(4, availableParallelism());
}

type Means = Pick<ArenaRequest, 'workers' | 'signal' | 'progress' | 'compiler'>;

function judging(workspace: Workspace, { workers = usualWorkers(), signal, progress, compiler }: Means): JudgeOptions {
  return {
    workers,
    cacheDir: workspace.cache,
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
    ...(compiler === undefined ? {} : { compiler }),
  };
}

function placeOf(root: string, { locus, candidate }: Evidence): string {
  return path.join(root, evidencePath(locus, candidate));
}

/** Whole or not at all. */
async function writeEvidence(file: string, evidence: Evidence): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFileAtomic(file, evidenceText(evidence));
}

export interface VerifyRequest extends Means {
  readonly start: string;
  /** The evidence. */
  readonly file: string;
  /** The candidate's file, where it is neither in the pool nor beside the evidence. */
  readonly candidate?: string;
  /** What is expressed here, the evidence has to be about. */
  readonly phenotype: string;
  /** Commit whose state the evidence has to be about, instead of the files as they are: where a proposal is merged. */
  readonly base?: string;
  /** Whether evidence is good enough that was made with less than the usual severity, or about another state. */
  readonly allowWeaker: boolean;
}

export interface VerifiedEvidence extends Evidence {
  /** In which ways it is less than the repository asks for now: empty unless that was allowed. */
  readonly weaker: readonly string[];
}

/**
 * Makes evidence again and compares it.
 * @throws IntegrityError `evidence-invalid`, `evidence-differs`, `evidence-outdated`, `evidence-weaker`,
 * `evidence-stale`;
 * UsageError `evidence-not-readable`, `no-candidate`
 */
export async function verifyArena(request: VerifyRequest): Promise<VerifiedEvidence> {
  const { start, file, phenotype } = request;
  const workspace = await openWorkspace(start);
  const text = await readText(file);
  const evidence = parseEvidence(text, file);
  if (text !== evidenceText(evidence)) throw notCanonical(file);
  const shortfalls = await gateEvidence(await baseOf(workspace, request.base), evidence, { phenotype });
  if (!request.allowWeaker) refuseShortfalls(shortfalls);
  const candidate = await candidateOf(new Genome(workspace.tree), evidence, request);
  await verifyEvidence(workspace, evidence, candidate, judging(workspace, request));
  return { ...evidence, weaker: shortfalls.map(({ message }) => message) };
}

async function baseOf(workspace: Workspace, base: string | undefined): Promise<Workspace> {
  if (base === undefined) return workspace;
  const { repository } = workspace;
  return { ...workspace, tree: await commitTree(repository, await resolveRevision(repository, base)) };
}

async function candidateOf(
  genome: Genome,
  { locus, candidate }: Evidence,
  request: VerifyRequest,
): Promise<CandidateFile> {
  if (request.candidate !== undefined) return readCandidate(genome, locus, request.candidate);
  if ((await genome.alleles(locus)).includes(candidate)) return readCandidate(genome, locus, candidate);
  return readCandidate(genome, locus, besideOf(request.file, candidate));
}

function besideOf(file: string, candidate: Sha256): string {
  return path.join(path.dirname(file), `${candidate}.ts`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError({
      code: 'evidence-not-readable',
      message: `Expected evidence at ${file}: ${(error as Error).message}.`,
      hint: '`sg arena LOCUS --candidate FILE --out FILE` writes evidence.',
    });
  }
}

function notCanonical(file: string): IntegrityError {
  return new IntegrityError({
    code: 'evidence-differs',
    message: `${file} is evidence in other bytes than the arena writes: white space, the order of members or the last line feed.`,
    hint: 'Make the evidence again with `sg arena LOCUS --candidate FILE --out FILE`.',
  });
}
