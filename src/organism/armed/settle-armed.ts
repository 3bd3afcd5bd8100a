import { withHostLock } from '../../kernel/host-lock.ts';
import { armedJournals, type ArmedJournal } from '../../kernel/journal/armed-journals.ts';
import { disarm, putAway } from '../../kernel/journal/journal-file.ts';
import type { RecoveryOutcome } from '../../kernel/iproute2/recover-host.ts';
import { armedFate, confirmArmed } from '../../kernel/networkmanager/armed-checkpoint.ts';
import { hostPlace, lockWaitMs, recoverAll, type HostPlace } from '../world/host-kernel.ts';
import { armedChange, type ArmedChange } from './armed-changes.ts';

/**
 * `waiting`: not yet. `confirmed`: it held and stays. `undone`: it did not hold, or nobody confirmed it in time; `recovery`
 * says whether everything is as it was.
 */
export interface SettledChange extends ArmedChange {
  readonly state: 'waiting' | 'confirmed' | 'undone';
  readonly recovery?: RecoveryOutcome;
  /** Why it is not confirmed. */
  readonly reason?: string;
}

export interface Decision {
  readonly what: 'wait' | 'confirm' | 'undo';
  readonly reason?: string;
}

/**
 * Confirms or undoes what waits on this host for the kernel. Takes the host lock where anything does.
 * @param decide asked of what may still be confirmed, under the lock
 */
export async function settleArmed(
  start: string,
  kernel: string,
  decide: (journal: ArmedJournal) => Promise<Decision>,
): Promise<readonly SettledChange[]> {
  const place = await hostPlace(start);
  const waits = async (): Promise<readonly ArmedJournal[]> =>
    (await armedJournals(place.journals)).filter(({ begin }) => begin.kernel === kernel);
  if ((await waits()).length === 0) return [];
  const settle = async (): Promise<readonly SettledChange[]> => {
    const settled: SettledChange[] = [];
    for (const journal of await waits()) settled.push(...(await settleOne(place, journal, decide)));
    return settled;
  };
  return withHostLock(place.lock, 'watch', settle, { waitMs: lockWaitMs });
}

async function settleOne(
  place: HostPlace,
  journal: ArmedJournal,
  decide: (journal: ArmedJournal) => Promise<Decision>,
): Promise<readonly SettledChange[]> {
  const fate = await armedFate(journal);
  if (fate === 'elsewhere') return [];
  const { what, reason } = fate === 'over' ? { what: 'undo', reason: nobody } : await decide(journal);
  const told = { ...armedChange(journal), ...(reason === undefined ? {} : { reason }) };
  if (what === 'wait') return [{ ...told, state: 'waiting' }];
  if (what === 'confirm' && (await confirmArmed(journal))) {
    await putAway(journal.file, true);
    return [{ ...told, state: 'confirmed' }];
  }
  // From here on it is work that was cut off: whoever comes next finishes the undoing.
  await disarm(journal.file);
  const recovery = (await recoverAll(place, false)).find(({ label }) => label === journal.begin.label)?.outcome;
  const why = what === 'confirm' ? { reason: nobody } : {};
  return [{ ...told, ...why, state: 'undone', ...(recovery === undefined ? {} : { recovery }) }];
}

const nobody = 'Nobody confirmed it in time.';
