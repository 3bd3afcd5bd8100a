import { parseEvidence, type Evidence } from '../../arena/evidence.ts';
import { evidencePath, isLocusName } from '../../genome/allele-path.ts';
import { Genome } from '../../genome/genome.ts';
import { identifiedTree } from '../../git/commit-tree.ts';
import { inBatches } from '../../git/in-batches.ts';
import { parseTrailers, trailerValues, type Trailer } from '../../git/trailers.ts';
import { isSha256, type Sha256 } from '../../model/digest.ts';
import { unifiedDiff } from '../../model/unified-diff.ts';
import type { GenomeState } from './genome-state.ts';
import { orCode } from './or-code.ts';
import { momentText } from './read-host.ts';
import { sharedBranches, type SharedBranch } from './shared-branches.ts';

/** What a `mutation/*` or `promotion/*` branch holds. All text is a claim of whoever pushed it. */
export interface Proposal {
  readonly kind: 'mutation' | 'promotion';
  readonly branch: SharedBranch;
  /** RFC 3339 in UTC; `null` where the commit can't be read. */
  readonly committed: string | null;
  readonly author: string;
  readonly subject: string;
  readonly locus: string | null;
  readonly allele: Sha256 | null;
  /** The phenotype a promotion is about. */
  readonly phenotype: string | null;
  readonly trailers: readonly Trailer[];
  /** `taken`: what it asks for is what the genome says by now. */
  readonly state: 'open' | 'taken' | 'unreadable';
}

/** What a page shows of a proposal beside its message. */
export interface ProposalContent {
  readonly evidence: Evidence | null;
  /** From its first parent; the whole source where there is none. */
  readonly difference: string | null;
  readonly parent: Sha256 | null;
}

/** More branches than that are not listed. */
const mostProposals = 2000;

/** Every proposal, youngest first. */
export async function readProposals(state: GenomeState): Promise<readonly Proposal[]> {
  const { repository } = state.workspace;
  const kinds = ['mutation', 'promotion'] as const;
  const lists = await Promise.all(
    kinds.map(async (kind) => (await sharedBranches(repository, kind)).map((branch) => ({ kind, branch }))),
  );
  const proposals = await inBatches(lists.flat().slice(0, mostProposals), (each) => readProposal(state, each));
  return [...proposals].sort((a, b) => ((a.committed ?? '') < (b.committed ?? '') ? 1 : -1));
}

async function readProposal(
  state: GenomeState,
  { kind, branch }: Pick<Proposal, 'kind' | 'branch'>,
): Promise<Proposal> {
  const { value: commit } = await orCode(() => state.objects.readCommit(branch.commit));
  const trailers = parseTrailers(commit?.message ?? '').filter(({ key }) => /^sg-/i.test(key));
  const one = (key: string): string | null => trailerValues(trailers, key)[0] ?? null;
  const [locus, allele, phenotype] = [one('Sg-Locus'), one('Sg-Allele'), one('Sg-Phenotype')];
  const named = {
    locus: locus !== null && isLocusName(locus) ? locus : null,
    allele: allele !== null && isSha256(allele) ? allele : null,
    phenotype,
  };
  return {
    kind,
    branch,
    committed: commit === undefined ? null : momentText(commit.committer.timestamp),
    author: commit?.author.name ?? '',
    subject: commit?.message.split('\n', 1)[0] ?? '',
    ...named,
    trailers,
    state: commit === undefined || named.locus === null ? 'unreadable' : stateOf(state, kind, named),
  };
}

function stateOf(
  { survey, phenotypes }: GenomeState,
  kind: Proposal['kind'],
  { locus, allele, phenotype }: Pick<Proposal, 'locus' | 'allele' | 'phenotype'>,
): Proposal['state'] {
  if (locus === null || allele === null) return 'open';
  if (kind === 'mutation') return survey.loci.get(locus)?.alleles.includes(allele) === true ? 'taken' : 'open';
  const found = phenotypes.get(phenotype ?? '');
  const entry = found === undefined || typeof found === 'string' ? undefined : found.loci.get(locus);
  return entry?.dominant === allele || entry?.fallback.includes(allele) === true ? 'taken' : 'open';
}

const nothing: ProposalContent = { evidence: null, difference: null, parent: null };

/** Opens what a mutation's branch brings. */
export async function readProposalContent(
  { objects, genome }: GenomeState,
  { kind, branch, locus, allele }: Proposal,
): Promise<ProposalContent> {
  if (kind !== 'mutation' || locus === null || allele === null) return nothing;
  const { value } = await orCode(async () => {
    const theirs = new Genome(await identifiedTree(objects, branch.commit));
    const source = await theirs.source(locus, allele);
    const [parent = null] = (await theirs.certificate(locus, allele)).parents;
    const before = parent === null ? undefined : (await orCode(() => genome.source(locus, parent))).value;
    const file = evidencePath(locus, allele);
    const bytes = await theirs.tree.read(file);
    const text = new TextDecoder().decode(bytes);
    const evidence = bytes === undefined ? undefined : (await orCode(async () => parsed(text, file))).value;
    return { evidence: evidence ?? null, difference: unifiedDiff(before ?? '', source), parent };
  });
  return value ?? nothing;
}

function parsed(text: string, file: string): Promise<Evidence> {
  return Promise.resolve().then(() => parseEvidence(text, file));
}
