import { inBatches } from '../../git/in-batches.ts';
import type { SwiftObjects } from '../../git/swift-objects.ts';
import { mergeTallies, type Tallies } from '../../ledger/allele-tally.ts';
import type { DueEntry } from '../../ledger/due-entry.ts';
import { knownIdentity } from '../../ledger/host-identity.ts';
import { LedgerFold, type LedgerState } from '../../ledger/ledger-fold.ts';
import type { LedgerRecord } from '../../ledger/record.ts';
import { readLedgerState, readSummary } from '../../ledger/read-ledger-state.ts';
import { scanLedger, steadily, visitLine } from '../../ledger/scan.ts';
import { dueEntries } from '../../organism/watch/due-checks.ts';
import type { Workspace } from '../../organism/workspace.ts';
import { FitnessTimeline } from './fitness-timeline.ts';
import { readHost, readMark, type BrokenHost, type HostMark, type PublishedHost } from './read-host.ts';
import { sharedBranches } from './shared-branches.ts';

/** Everything that is known of how alleles fared: here, and on hosts that published their ledgers. */
export interface Ledgers {
  readonly tallies: Tallies;
  readonly timeline: FitnessTimeline;
  readonly hosts: readonly PublishedHost[];
  readonly broken: readonly BrokenHost[];
  /** Branches that are left out because there are too many. */
  readonly leftOut: number;
  /** Name of the branch that this machine writes; its own ledger is newer and counts in its place. */
  readonly ownBranch: string | null;
  /** Whether this machine has a ledger. */
  readonly local: boolean;
  /** Verifications left for later that nobody has answered, on this machine. */
  readonly dues: readonly DueEntry[];
  /** Lines of the ledger here that are torn or altered. */
  readonly damaged: number;
}

/** More branches take too long to read for a page. */
const mostHosts = 1000;

/** Reads all ledgers; a machine that stands in several branches, or has its ledger here, counts once: by its newest. */
export async function readLedgers(workspace: Workspace, objects: SwiftObjects): Promise<Ledgers> {
  const timeline = new FitnessTimeline();
  const branches = await sharedBranches(workspace.repository, 'fitness');
  const { fold, damaged } = readLedgerState(workspace.ledger, false);
  const local = fold.tallies.size > 0;
  const own = local ? await knownIdentity(workspace.root) : undefined;
  const marks = await inBatches(branches.slice(0, mostHosts), (branch) => readMark(objects, branch));
  const newest = newestOfMachines(marks);
  const read = await inBatches(marks, async (mark) => {
    if ('error' in mark) return mark;
    const counts = mark.machine === null || (mark.machine !== own && newest.get(mark.machine) === mark);
    return readHost(objects, mark, counts ? timeline : undefined);
  });
  const hosts = read.filter((host): host is PublishedHost => 'tallies' in host);
  noteLocal(workspace.ledger, timeline);
  const counted = hosts.filter(({ counts }) => counts).map(({ tallies }) => tallies);
  return {
    tallies: counted.reduce(mergeTallies, fold.tallies),
    timeline,
    hosts,
    broken: read.filter((host): host is BrokenHost => 'error' in host),
    leftOut: Math.max(0, branches.length - mostHosts),
    ownBranch: hosts.find(({ machine }) => machine !== null && machine === own)?.branch.name ?? null,
    local,
    dues: dueEntries(fold.state),
    damaged,
  };
}

function newestOfMachines(marks: readonly (HostMark | BrokenHost)[]): ReadonlyMap<string, HostMark> {
  const newest = new Map<string, HostMark>();
  for (const mark of marks) {
    if ('error' in mark || mark.machine === null) continue;
    const known = newest.get(mark.machine);
    if (known === undefined || known.reported < mark.reported) newest.set(mark.machine, mark);
  }
  return newest;
}

/** Folds the ledger here once more, record by record. */
function noteLocal(path: string, timeline: FitnessTimeline): void {
  steadily(path, (folder) => {
    const state: LedgerState = readSummary(folder);
    const fold = new LedgerFold(state);
    const visitor = {
      record: (record: LedgerRecord) => {
        fold.add(record);
        timeline.observe('here', fold, record);
      },
      damaged: () => undefined,
    };
    const scanned = scanLedger(folder, { summary: folder.summary, segments: [] }, visitor);
    for (const line of scanned?.last ?? []) visitLine(line, visitor);
  });
}
