import { SgError } from '../../errors/sg-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { decideAndCommit, type Decision, type Standing } from '../../git/decide-and-commit.ts';
import { moveRef } from '../../git/move-ref.ts';
import { openObjects } from '../../git/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import { requireRef, resolveRef } from '../../git/resolve-ref.ts';
import { sshSigner } from '../../git/signature/sign-with-ssh.ts';
import { formatMessage, parseTrailers, trailerValues } from '../../git/trailers.ts';
import { openTransport } from '../../git/transport/open-transport.ts';
import type { TransferLimits, Transport } from '../../git/transport/transport.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { filesBelow } from '../init/template.ts';
import { openWorkspace } from '../workspace.ts';
import { expressedFiles, type ExpressedFiles } from './expressed-files.ts';
import { mainTrailer, phenotypeBranch, phenotypeTrailer } from './phenotype-branch.ts';
import { decisionsSince, type MainDecision } from './decisions-since.ts';

export interface PublishRequest {
  readonly phenotype: string;
  /** The branch or commit that is published: `main`. */
  readonly from: string;
  /** Name or address of the remote it goes to; nowhere when left out. */
  readonly pushTo?: string;
  /** SSH key that signs the commit. */
  readonly signKey?: string;
  readonly dryRun: boolean;
  readonly limits?: TransferLimits;
}

export interface PublishResult {
  readonly phenotype: string;
  readonly branch: string;
  /** The commit of main it was made from. */
  readonly main: string;
  /** Where the branch stands now; `null` while it does not exist. */
  readonly commit: string | null;
  /** False when the branch had all of it, or comes from a newer main. */
  readonly changed: boolean;
  readonly pushed: boolean;
  readonly dryRun: boolean;
  readonly alleles: number;
  readonly files: number;
  /** Paths that differ from what was published before. */
  readonly changes: readonly { readonly path: string; readonly change: 'write' | 'remove' }[];
}

/** How often somebody else may be first. */
const attempts = 5;

/**
 * Brings the branch `phenotype/<name>` to what main expresses: one commit on top of what is there, with nothing that is not
 * expressed. The branch follows from main alone; it is never decided on there.
 * @throws UsageError `unknown-ref`, `unknown-phenotype`, `contract-errors`, `publish-diverged`; IntegrityError when an
 * allele does not check; EnvironmentError for the remote; SgError `publish-contended`
 */
export async function publishPhenotype(start: string, request: PublishRequest): Promise<PublishResult> {
  const { repository } = await openWorkspace(start);
  const branch = phenotypeBranch(request.phenotype);
  const main = await requireRef(repository, request.from);
  const expressed = await expressedFiles(await commitTree(repository, main), request.phenotype);
  const work = { repository, request, branch, main, expressed };
  if (request.pushTo === undefined) return publishHere(work);
  const transport = await openTransport(repository, request.pushTo);
  for (let left = attempts; left > 0; left -= 1) {
    await follow(work, transport);
    const result = await publishHere(work);
    if (request.dryRun || result.commit === null) return result;
    const pushed = await transport.push(repository, { ...request.limits, commit: result.commit, branch });
    if (pushed === 'pushed') return { ...result, pushed: true };
  }
  throw new SgError({
    code: 'publish-contended',
    exitStatus: 1,
    message: `Expected to publish ${branch}, but ${transport.address.url} was changed by others ${attempts} times.`,
    hint: 'The commit is here; `sg publish --push` tries again.',
  });
}

interface Work {
  readonly repository: Repository;
  readonly request: PublishRequest;
  readonly branch: string;
  readonly main: string;
  readonly expressed: ExpressedFiles;
}

/** What is published is what counts: a branch here that is not on its way there gives way. */
async function follow({ repository, branch, request }: Work, transport: Transport): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const there = (await transport.list(request.limits)).get(branch);
  const here = await resolveRef(repository, ref);
  if (there === undefined || there === here) return;
  const have = here === undefined ? {} : { have: here };
  const { tip } = await transport.fetch(repository, { ...request.limits, branch, ...have });
  await moveRef(repository, ref, { to: tip, expected: here ?? null, reason: 'follow the remote' });
}

async function publishHere(work: Work): Promise<PublishResult> {
  const { repository, branch, request } = work;
  const ref = `refs/heads/${branch}`;
  let planned: Plan = { changes: new Map(), decision: undefined };
  const decide = async (standing: Standing): Promise<Decision | undefined> => {
    planned = await plan(work, standing);
    return request.dryRun ? undefined : planned.decision;
  };
  const made = await decideAndCommit(repository, ref, decide);
  const commit = made?.commit ?? (await resolveRef(repository, ref)) ?? null;
  return resultOf(work, commit, made?.changed ?? false, planned.changes);
}

function resultOf(
  { request, branch, main, expressed }: Work,
  commit: string | null,
  changed: boolean,
  changes: Decision['changes'],
): PublishResult {
  return {
    phenotype: request.phenotype,
    branch,
    main,
    commit,
    changed,
    pushed: false,
    dryRun: request.dryRun,
    alleles: expressed.alleles,
    files: expressed.files.size,
    changes: [...changes].map(([path, bytes]) => ({ path, change: bytes === null ? 'remove' : 'write' })),
  };
}

interface Plan {
  readonly changes: Decision['changes'];
  readonly decision: Decision | undefined;
}

async function plan({ repository, request, main, expressed }: Work, { head, tree }: Standing): Promise<Plan> {
  const changes = await difference(expressed.files, tree);
  const since = head === undefined ? undefined : await mainOf(repository, head);
  if (changes.size === 0 || since === main)
    return { changes, decision: changes.size === 0 ? undefined : decisionOf(request, main, [], changes) };
  const found = await decisionsSince(repository, { main, since, phenotype: request.phenotype });
  if (found === 'newer') return { changes: new Map(), decision: undefined };
  if (found === 'diverged') throw diverged(request, main, since);
  return { changes, decision: decisionOf(request, main, found, changes) };
}

function decisionOf(
  { phenotype, signKey }: PublishRequest,
  main: string,
  decisions: readonly MainDecision[],
  changes: Decision['changes'],
): Decision {
  const body = decisions.map(({ subject, commit }) => `- ${subject} (${commit.slice(0, 12)})`).join('\n');
  const trailers = [
    { key: phenotypeTrailer, value: phenotype },
    { key: mainTrailer, value: main },
  ];
  const message = formatMessage({ subject: `publish ${phenotype} as of ${main.slice(0, 12)}`, body, trailers });
  return { message, changes, ...(signKey === undefined ? {} : { sign: sshSigner(signKey) }) };
}

async function difference(
  wanted: ReadonlyMap<string, Uint8Array>,
  tree: TreeReader | undefined,
): Promise<Decision['changes']> {
  const present = tree === undefined ? new Map<string, Uint8Array>() : await allFiles(tree);
  const changes = new Map<string, Uint8Array | null>();
  for (const [path, bytes] of wanted) {
    const before = present.get(path);
    if (before === undefined || Buffer.compare(before, bytes) !== 0) changes.set(path, bytes);
  }
  for (const path of present.keys()) if (!wanted.has(path)) changes.set(path, null);
  return changes;
}

async function allFiles(tree: TreeReader): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { name, kind } of await tree.list('')) {
    if (kind === 'folder') for (const [path, bytes] of await filesBelow(tree, name)) files.set(path, bytes);
    const bytes = kind === 'file' ? await tree.read(name) : undefined;
    if (bytes !== undefined) files.set(name, bytes);
  }
  return files;
}

async function mainOf(repository: Repository, commit: string): Promise<string | undefined> {
  const { message } = await (await openObjects(repository)).readCommit(commit);
  return trailerValues(parseTrailers(message), mainTrailer)[0];
}

function diverged({ phenotype, from }: PublishRequest, main: string, since: string | undefined): UsageError {
  return new UsageError({
    code: 'publish-diverged',
    message: `Expected ${from} (${main.slice(0, 12)}) to continue ${since?.slice(0, 12) ?? 'what'}, which ${phenotypeBranch(phenotype)} was published from.`,
    hint: 'Publish from the branch it was published from before. A shallow clone does not know: fetch all of its history.',
  });
}
