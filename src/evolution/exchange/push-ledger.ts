import process from 'node:process';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { SgError } from '../../errors/sg-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { decideAndCommit, type Decision, type Standing } from '../../git/decide-and-commit.ts';
import { moveRef } from '../../git/move-ref.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import { openTransport } from '../../git/transport/open-transport.ts';
import type { TransferLimits, Transport } from '../../git/transport/transport.ts';
import { publishedChanges } from '../../ledger/publish-ledger.ts';
import { holdsSecret, secretsOf } from '../../mutation/redact.ts';
import { noteExchange } from '../../organism/host/exchange-record.ts';
import { openWorkspace, type Workspace } from '../../organism/workspace.ts';
import { readPhenotype } from '../../phenotype/read-phenotype.ts';
import { fitnessBranch } from '../evolve/fitness-branch.ts';
import { identityFile, identityOf, identityText, ownIdentity } from '../../ledger/host-identity.ts';
import { publishedCases, type CaseRules, type PublishedCases } from './published-cases.ts';

export interface PushLedgerRequest {
  /** Name of a remote, or its address. */
  readonly remote: string;
  /** Name the ledger is published under; the machine's own by default. */
  readonly host?: string;
  /** Its capture policy says which failure cases may leave. */
  readonly phenotype: string;
  /** Continue what another machine of that name has written. */
  readonly takeOver: boolean;
  /** Tell what would go, commit and push nothing. */
  readonly dryRun: boolean;
  readonly limits?: TransferLimits;
}

export interface PushLedgerResult {
  readonly branch: string;
  /** Address, without credentials. */
  readonly remote: string;
  /** Where the branch stands; `null` where there is nothing to tell. */
  readonly commit: string | null;
  /** Whether there was something new to commit. */
  readonly changed: boolean;
  readonly pushed: boolean;
  readonly dryRun: boolean;
  /** Failure cases that went along now. */
  readonly cases: number;
  readonly withheld: PublishedCases['withheld'];
}

/** How often the branch there may turn out to be elsewhere. */
const attempts = 3;

/**
 * Commits what ledger and failure cases have learnt to this host's own branch and pushes it. While the remote is away, the
 * commits wait here: the next push brings them all.
 * @throws UsageError `invalid-host-name`, `host-name-taken`; IntegrityError `secret-in-ledger`; EnvironmentError for the
 * remote; SgError `push-contended`
 */
export async function pushLedger(start: string, request: PushLedgerRequest): Promise<PushLedgerResult> {
  const branch = fitnessBranch(request.host);
  const workspace = await openWorkspace(start);
  const transport = await openTransport(workspace.repository, request.remote);
  const work: Work = { workspace, request, branch, rules: await caseRules(workspace, request.phenotype) };
  for (let left = attempts; left > 0; left -= 1) {
    const result = { ...(await commitHere(work)), remote: transport.address.url };
    if (request.dryRun || result.commit === null) return result;
    if (await reaches(work, transport, result.commit)) {
      await noteExchange(workspace.root, 'push', { branch, commit: result.commit });
      return { ...result, pushed: true };
    }
    await follow(work, transport);
  }
  throw new SgError({
    code: 'push-contended',
    exitStatus: 1,
    message: `Expected to push ${branch}, but it was elsewhere at ${transport.address.url} each of ${attempts} times.`,
    hint: 'Is another machine using the name of this host? The commits wait here for the next `sg push`.',
  });
}

interface Work {
  readonly workspace: Workspace;
  readonly request: PushLedgerRequest;
  readonly branch: string;
  readonly rules: CaseRules;
}

async function caseRules({ tree }: Workspace, phenotype: string): Promise<CaseRules> {
  const { policy } = await readPhenotype(tree, phenotype);
  return { capture: policy.capture, secrets: secretsOf(process.env) };
}

async function commitHere({ workspace, request, branch, rules }: Work): Promise<Omit<PushLedgerResult, 'remote'>> {
  const { repository, ledger, cases: place, root } = workspace;
  let cases: PublishedCases = { changes: new Map(), withheld: [] };
  let planned: Decision | undefined;
  const decide = async ({ tree }: Standing): Promise<Decision | undefined> => {
    cases = await publishedCases(place, tree, rules);
    const learnt = await publishedChanges(ledger, tree);
    assertNoSecret(learnt, rules.secrets);
    const changes = new Map([...learnt, ...cases.changes]);
    const id = await ownIdentity(root);
    if (changes.size === 0 && tree === undefined) return undefined;
    if (tree === undefined || (await identityOf(tree)) !== id) {
      changes.set(identityFile, new TextEncoder().encode(identityText(id)));
    }
    planned = changes.size === 0 ? undefined : { changes, message: `${branch}: ledger\n` };
    return request.dryRun ? undefined : planned;
  };
  const made = await decideAndCommit(repository, `refs/heads/${branch}`, decide);
  const commit = made?.commit ?? (await resolveRef(repository, `refs/heads/${branch}`)) ?? null;
  return {
    branch,
    commit,
    changed: request.dryRun ? planned !== undefined : (made?.changed ?? false),
    pushed: false,
    dryRun: request.dryRun,
    cases: cases.changes.size,
    withheld: cases.withheld,
  };
}

/** Records are redacted before; this is for what nobody thought of. */
function assertNoSecret(changes: ReadonlyMap<string, Uint8Array | null>, secrets: readonly string[]): void {
  for (const [file, bytes] of changes) {
    if (bytes === null || !holdsSecret(Buffer.from(bytes).toString('utf8'), secrets)) continue;
    throw new IntegrityError({
      code: 'secret-in-ledger',
      message: `Expected a ledger without secrets, but ${file} would hold the value of an environment variable that is one.`,
      hint: 'Nothing was committed or pushed. Compare the ledger in .sg/ledger with the environment of this command.',
      details: { file },
    });
  }
}

async function reaches({ workspace, request, branch }: Work, transport: Transport, commit: string): Promise<boolean> {
  try {
    return (await transport.push(workspace.repository, { ...request.limits, commit, branch })) === 'pushed';
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    throw new EnvironmentError({
      code: error.code,
      message: error.message,
      hint: `The ledger is committed here and goes with the next \`sg push\`. ${error.hint ?? ''}`.trim(),
      cause: error,
    });
  }
}

/** The branch there is elsewhere: this host's own past, from before its disk was lost, or another machine's. */
async function follow({ workspace, request, branch }: Work, transport: Transport): Promise<void> {
  const { repository, root } = workspace;
  const ref = `refs/heads/${branch}`;
  const here = await resolveRef(repository, ref);
  const have = here === undefined ? {} : { have: here };
  const { tip } = await transport.fetch(repository, { ...request.limits, branch, ...have });
  const writer = await identityOf(await commitTree(repository, tip));
  if (writer !== (await ownIdentity(root)) && !request.takeOver) throw nameTaken(branch, transport.address.url, writer);
  await moveRef(repository, ref, { to: tip, expected: here ?? null, reason: `continue ${branch} of the remote` });
}

function nameTaken(branch: string, url: string, writer: string | undefined): UsageError {
  const who = writer === undefined ? 'a machine without a mark' : `the machine with the mark ${writer.slice(0, 8)}`;
  return new UsageError({
    code: 'host-name-taken',
    message: `Expected ${branch} at ${url} to be this machine's, but ${who} writes it.`,
    hint: 'Give this machine a name of its own with --host or SG_HOST; if it replaces the other, say --take-over.',
    details: { branch, writer: writer ?? null },
  });
}
