import { z } from 'zod';
import { certificateTime } from '../../genome/certificate.ts';
import { identifiedTree } from '../../git/commit-tree.ts';
import { inBatches } from '../../git/in-batches.ts';
import type { SwiftObjects } from '../../git/swift-objects.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { mergeTallies, type Tallies } from '../../ledger/allele-tally.ts';
import { identityOf } from '../../ledger/host-identity.ts';
import { readPublished } from '../../ledger/read-published.ts';
import { captures } from '../../phenotype/schema.ts';
import type { FitnessTimeline } from './fitness-timeline.ts';
import { orCode } from './or-code.ts';
import type { SharedBranch } from './shared-branches.ts';

/** What a host has published in its `fitness/<host>` branch. */
export interface PublishedHost extends HostMark {
  /** False where the same machine has a newer ledger, here or in another branch. */
  readonly counts: boolean;
  readonly tallies: Tallies;
  readonly epochs: number;
  readonly cases: HostCases;
}

export interface HostCases {
  readonly count: number;
  /** How much the newest cases hold: words of the capture policy, or `unreadable`. */
  readonly captured: readonly string[];
}

/** A branch that can't be read: the code of the error. */
export interface BrokenHost {
  readonly branch: SharedBranch;
  readonly error: string;
}

/** Cases of a host that are opened to see how much they hold. */
const casesOpened = 8;

/** Who wrote a branch, and when. */
export interface HostMark {
  readonly branch: SharedBranch;
  /** The machine's mark; `null` where the branch has none. */
  readonly machine: string | null;
  /** When it was committed, RFC 3339 in UTC. A claim of the machine. */
  readonly reported: string;
}

export async function readMark(objects: SwiftObjects, branch: SharedBranch): Promise<HostMark | BrokenHost> {
  return orBroken(branch, async () => {
    const { committer } = await objects.readCommit(branch.commit);
    const machine = (await identityOf(await identifiedTree(objects, branch.commit))) ?? null;
    return { branch, machine, reported: momentText(committer.timestamp) };
  });
}

/** Reads a branch; how its evidence grew goes to the timeline, where it counts. */
export async function readHost(
  objects: SwiftObjects,
  mark: HostMark,
  timeline: FitnessTimeline | undefined,
): Promise<PublishedHost | BrokenHost> {
  const { branch } = mark;
  return orBroken(branch, async () => {
    const tree = await identifiedTree(objects, branch.commit);
    const states = await readPublished(tree, (epoch, fold, record) => {
      timeline?.observe(`${branch.name} ${epoch}`, fold, record);
    });
    const none: Tallies = new Map();
    const tallies = states.map((state): Tallies => state.tallies).reduce(mergeTallies, none);
    const counts = timeline !== undefined;
    return { ...mark, counts, tallies, epochs: states.length, cases: await readCases(tree) };
  });
}

async function orBroken<T>(branch: SharedBranch, read: () => Promise<T>): Promise<T | BrokenHost> {
  const { value, code } = await orCode(read);
  return code === undefined ? value : { branch, error: code };
}

/** A commit may claim any time; what no calendar can show becomes its end. */
export function momentText(seconds: number): string {
  return certificateTime(new Date(Math.min(Math.max(seconds, 0), 253_402_300_799) * 1000));
}

async function readCases(tree: TreeReader): Promise<HostCases> {
  const entries = await tree.list('cases');
  const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const captured = await inBatches(names.slice(-casesOpened), (name) => captureOf(tree, name));
  return { count: names.length, captured: [...new Set(captured)].sort() };
}

const caseSchema = z.object({ capture: z.enum(captures) });

async function captureOf(tree: TreeReader, name: string): Promise<string> {
  try {
    const bytes = await tree.read(`cases/${name}`);
    return caseSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).capture;
  } catch {
    return 'unreadable';
  }
}
