import { locusFolder } from '../../genome/allele-path.ts';
import { listRefs } from '../../git/list-refs.ts';
import { openObjects } from '../../git/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import { parseTrailers, trailerValues } from '../../git/trailers.ts';
import { isSha256, type Sha256 } from '../../model/digest.ts';

/** A branch that proposes an allele, as the message of its last commit tells. */
export interface ProposedBranch {
  /** Without remote: `mutation/<locus>/<sha12>`. */
  readonly branch: string;
  /** Full name of the ref it was found under. */
  readonly ref: string;
  readonly commit: string;
  readonly allele: Sha256;
  readonly signature: Sha256;
}

export const mutationFolder = 'mutation';

/**
 * The branch that answers this failure and is not merged yet, here or as last seen at a remote; own branches first.
 * @param pool alleles of the locus that the base has
 */
export async function findProposed(
  repository: Repository,
  locus: string,
  signature: Sha256,
  pool: readonly Sha256[],
): Promise<ProposedBranch | undefined> {
  const branches = await proposedBranches(repository, locus);
  return branches.find((each) => each.signature === signature && !pool.includes(each.allele));
}

/** Every branch that proposes an allele of the locus. */
async function proposedBranches(repository: Repository, locus: string): Promise<readonly ProposedBranch[]> {
  locusFolder(locus);
  const own = await listRefs(repository, `refs/heads/${mutationFolder}/${locus}`);
  const theirs = (await listRefs(repository, 'refs/remotes')).filter(({ name }) =>
    new RegExp(`^refs/remotes/[^/]+/${mutationFolder}/${locus}/[^/]+$`).test(name),
  );
  const read = await Promise.all([...own, ...theirs].map(({ name, oid }) => readBranch(repository, name, oid, locus)));
  return read.flat();
}

async function readBranch(
  repository: Repository,
  ref: string,
  commit: string,
  locus: string,
): Promise<readonly ProposedBranch[]> {
  const { message } = await (await openObjects(repository)).readCommit(commit);
  const trailers = parseTrailers(message);
  const [named, allele = '', signature = ''] = ['Sg-Locus', 'Sg-Allele', 'Sg-Signature'].map(
    (key) => trailerValues(trailers, key)[0],
  );
  if (named !== locus || !isSha256(allele) || !isSha256(signature)) return [];
  return [{ branch: ref.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, ''), ref, commit, allele, signature }];
}
