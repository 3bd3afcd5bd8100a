import { readFailureCase } from '../../arena/replay/read-failure-case.ts';
import { SgError } from '../../errors/sg-error.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { listRefs } from '../../git/list-refs.ts';
import type { Repository } from '../../git/repository.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { Sha256 } from '../../model/digest.ts';
import { failureSignature, symptomsOf } from '../mutate/failure-symptoms.ts';

/** A failure by what names it. */
export interface NamedFailure {
  readonly locus: string;
  readonly contract: Sha256;
  readonly signature: Sha256;
}

/** Where a host's branch keeps the failure cases it has pushed. */
const publishedCases = 'cases';

/**
 * Hosts whose branches hold a case of this failure, here or as last seen at a remote; sorted by name. A case that can't be
 * read counts for nobody. One of which digests alone were kept does not tell which diagnostics found it: it counts where
 * it is of this contract and failed in the way that whole cases of this failure did.
 */
export async function failingHosts(repository: Repository, failure: NamedFailure): Promise<readonly string[]> {
  const refs = [...(await listRefs(repository, 'refs/heads')), ...(await listRefs(repository, 'refs/remotes'))];
  const hosts = new Map<string, string[]>();
  for (const { name, oid } of refs) {
    const [, host] = /^refs\/(?:heads|remotes\/[^/]+)\/fitness\/([^/]+)$/.exec(name) ?? [];
    if (host !== undefined) hosts.set(host, [...(hosts.get(host) ?? []), oid]);
  }
  const reports = new Map<string, readonly Report[]>();
  for (const [host, commits] of hosts) {
    const found = await Promise.all([...new Set(commits)].map((commit) => reportsOf(repository, commit, failure)));
    reports.set(host, found.flat());
  }
  const known = new Set(
    [...reports.values()]
      .flat()
      .filter(({ same }) => same)
      .map(({ kinds }) => kinds),
  );
  const isReported = ({ same, digest, kinds }: Report): boolean => same || (digest && known.has(kinds));
  return [...reports].flatMap(([host, found]) => (found.some(isReported) ? [host] : [])).sort();
}

/** What a case says of the failure that is asked about. */
interface Report {
  /** It has that failure's name. */
  readonly same: boolean;
  /** Digests alone were kept of it, under the contract in question. */
  readonly digest: boolean;
  /** Kinds of its failures, whatever diagnostics found them. */
  readonly kinds: string;
}

async function reportsOf(repository: Repository, commit: string, failure: NamedFailure): Promise<readonly Report[]> {
  const tree = await commitTree(repository, commit);
  const entries = await tree.list(publishedCases);
  const own = entries.filter(({ name, kind }) => kind === 'file' && name.startsWith(`${failure.locus}-`));
  const found = await Promise.all(own.map(({ name }) => reportOf(tree, `${publishedCases}/${name}`, failure)));
  return found.filter((report) => report !== undefined);
}

async function reportOf(
  tree: TreeReader,
  file: string,
  { locus, contract, signature }: NamedFailure,
): Promise<Report | undefined> {
  try {
    const found = readFailureCase(new TextDecoder().decode((await tree.read(file)) ?? new Uint8Array()), file);
    if (found.locus !== locus) return undefined;
    const symptoms = symptomsOf(found);
    const kinds = [...new Set(symptoms.map(({ kind }) => kind))].sort().join(' ');
    const digest = found.capture === 'digest' && found.contract === contract;
    return { same: failureSignature(locus, contract, symptoms) === signature, digest, kinds };
  } catch (error) {
    if (error instanceof SgError) return undefined;
    throw error;
  }
}
