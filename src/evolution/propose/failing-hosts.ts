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
 * read counts for nobody.
 */
export async function failingHosts(repository: Repository, failure: NamedFailure): Promise<readonly string[]> {
  const refs = [...(await listRefs(repository, 'refs/heads')), ...(await listRefs(repository, 'refs/remotes'))];
  const hosts = new Map<string, string[]>();
  for (const { name, oid } of refs) {
    const [, host] = /^refs\/(?:heads|remotes\/[^/]+)\/fitness\/([^/]+)$/.exec(name) ?? [];
    if (host !== undefined) hosts.set(host, [...(hosts.get(host) ?? []), oid]);
  }
  const failing: string[] = [];
  for (const [host, commits] of hosts) {
    for (const commit of new Set(commits)) {
      if (!(await reports(repository, commit, failure)) || failing.includes(host)) continue;
      failing.push(host);
    }
  }
  return failing.sort();
}

async function reports(repository: Repository, commit: string, failure: NamedFailure): Promise<boolean> {
  const tree = await commitTree(repository, commit);
  const entries = await tree.list(publishedCases);
  const own = entries.filter(({ name, kind }) => kind === 'file' && name.startsWith(`${failure.locus}-`));
  for (const { name } of own) {
    if (await isSame(tree, `${publishedCases}/${name}`, failure)) return true;
  }
  return false;
}

async function isSame(tree: TreeReader, file: string, { locus, contract, signature }: NamedFailure): Promise<boolean> {
  try {
    const found = readFailureCase(new TextDecoder().decode((await tree.read(file)) ?? new Uint8Array()), file);
    return found.locus === locus && failureSignature(locus, contract, symptomsOf(found)) === signature;
  } catch (error) {
    if (error instanceof SgError) return false;
    throw error;
  }
}
