import type { WorldDifference } from '../kernel.ts';
import { incompleteSuffix, journalFiles, openSuffix, putAway } from '../journal/journal-file.ts';
import { readJournal, type JournalStory } from '../journal/read-journal.ts';
import type { BeginRecord } from '../journal/journal-record.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeHost } from '../observe/observe-host.ts';
import { hostIdentity } from './iproute2-kernel.ts';
import { restoreHost } from './restore-host.ts';
import { restoreScope } from './restore-scope.ts';
import { settleAndProve } from './settle.ts';

export type RecoveryOutcome =
  /** The state from before is back, proven. */
  | 'restored'
  /** The process ended before it changed anything, or after everything was done. */
  | 'nothing-to-do'
  /** The host has restarted since: what was done at run time is gone. */
  | 'restarted'
  /** It belongs to another network namespace, and is left for a process in there. */
  | 'elsewhere'
  /** Some of it could not be restored; the journal is kept, and `sg recover` tries again. */
  | 'incomplete';

export interface Recovery {
  readonly journal: string;
  /** What was under way: `run 01J… bridge_create`. */
  readonly label: string | null;
  /** Seconds since 1970. */
  readonly at: number | null;
  readonly outcome: RecoveryOutcome;
  /** The operations it had begun. */
  readonly operations: readonly string[];
  readonly differences: readonly WorldDifference[];
}

export interface RecoverOptions {
  readonly journals: string;
  readonly tools: HostTools;
  /** Also try again what could not be restored before. */
  readonly incomplete: boolean;
  /**
   * What a transaction through NetworkManager left in its profiles, which outlive a restart.
   * @returns names of those that are not as they were
   */
  readonly profiles?: (story: JournalStory) => Promise<readonly string[]>;
  /** Told of work that was to be confirmed later, when it has been undone and before its journal goes. */
  readonly unconfirmed?: (runs: readonly string[]) => void;
}

/**
 * Finishes what processes that were killed left open, the latest first. It may itself be killed and be run again: it restores
 * states, not steps. The caller holds the host lock, so every open journal is a dead process's.
 */
export async function recoverHost(options: RecoverOptions): Promise<readonly Recovery[]> {
  const { journals, incomplete } = options;
  const files = await journalFiles(journals, incomplete ? [openSuffix, incompleteSuffix] : [openSuffix]);
  const done: Recovery[] = [];
  for (const file of files.toReversed()) {
    const story = await readJournal(file);
    const recovery = await recoverOne(options, file, story);
    if (story.armed !== undefined && recovery.outcome !== 'elsewhere') options.unconfirmed?.(story.armed.runs);
    if (recovery.outcome !== 'elsewhere') await putAway(file, recovery.outcome !== 'incomplete');
    done.push(recovery);
  }
  return done;
}

async function recoverOne({ tools, profiles }: RecoverOptions, file: string, story: JournalStory): Promise<Recovery> {
  const { begin, operations } = story;
  const told = { journal: file, label: begin?.label ?? null, at: begin?.at ?? null, operations };
  const outcome = withoutAction(story);
  const left = isManaged(story, outcome) ? ((await profiles?.(story)) ?? []).map(profileDifference) : [];
  if (outcome !== undefined || begin === undefined)
    return { ...told, outcome: left.length > 0 ? 'incomplete' : (outcome ?? 'nothing-to-do'), differences: left };
  const differences = [...left, ...(await goBack(tools, begin, story.devices))];
  return { ...told, outcome: differences.length === 0 ? 'restored' : 'incomplete', differences };
}

/** Whether NetworkManager may hold something of it: also after a restart, and a checkpoint where nothing was done. */
function isManaged({ begin, over }: JournalStory, outcome: RecoveryOutcome | undefined): boolean {
  return begin?.kernel === 'networkmanager' && !over && outcome !== 'elsewhere';
}

function profileDifference(uuid: string): WorldDifference {
  return { path: `profiles.${uuid}`, before: 'as it was', after: 'changed' };
}

function withoutAction({ begin, over, devices }: JournalStory): RecoveryOutcome | undefined {
  const here = hostIdentity();
  if (begin === undefined || over) return 'nothing-to-do';
  if (begin.boot !== here.boot) return 'restarted';
  if (begin.network !== here.network) return 'elsewhere';
  return devices.length === 0 ? 'nothing-to-do' : undefined;
}

/** What others changed since on devices the transaction never reached is theirs. */
async function goBack(
  tools: HostTools,
  { state }: BeginRecord,
  devices: readonly string[],
): Promise<readonly WorldDifference[]> {
  const scope = restoreScope(state, await observeHost(tools), devices);
  await restoreHost(tools, state, devices);
  const proof = await settleAndProve(tools, state, (device) => scope.has(device));
  return proof.differences;
}
