import { EnvironmentError } from '../../errors/environment-error.ts';
import { armedJournals, type ArmedJournal } from '../../kernel/journal/armed-journals.ts';
import { disarm, putAway } from '../../kernel/journal/journal-file.ts';
import { armedFate, confirmArmed } from '../../kernel/networkmanager/armed-checkpoint.ts';

/** A change that was made and waits for somebody to confirm that it holds (`--no-wait`). */
export interface ArmedChange {
  /** `run 01J… provision_management_bridge`. */
  readonly label: string;
  readonly runs: readonly string[];
  readonly kernel: string;
  /** Seconds since 1970: when it has had its time to settle, and when it is undone unless it was confirmed. */
  readonly until: number;
  readonly expires: number;
}

export function armedChange({ begin, armed }: ArmedJournal): ArmedChange {
  const { runs, until, expires } = armed;
  return { label: begin.label, runs, kernel: begin.kernel, until, expires };
}

/**
 * What nobody confirmed in time is handed to the recovery, which undoes what the checkpoint did not. The caller holds the
 * host lock, as for all of these.
 */
export async function disarmOver(journals: string): Promise<void> {
  for (const journal of await armedJournals(journals)) {
    if ((await armedFate(journal)) === 'over') await disarm(journal.file);
  }
}

export async function standingChanges(journals: string): Promise<readonly ArmedChange[]> {
  return (await standing(journals)).map(armedChange);
}

/** @throws EnvironmentError `change-unconfirmed` while a change waits: a second one could not be told apart from it */
export async function refuseStanding(journals: string): Promise<void> {
  const [first] = await standingChanges(journals);
  if (first === undefined) return;
  const { label, kernel, until, expires } = first;
  throw new EnvironmentError({
    code: 'change-unconfirmed',
    message: `"${label}" waits to be confirmed; unless it is, it is undone at ${clock(expires)}. Nothing was changed.`,
    hint:
      `\`sg watch --once --kernel ${kernel}\` confirms it from ${clock(until)} on, if it holds; ` +
      '`sg recover --accept` takes it as it is.',
    details: { label, until, expires },
  });
}

/** Confirms what waits without looking at it. @returns the journals that were closed */
export async function acceptStanding(journals: string): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (const journal of await standing(journals)) {
    if (!(await confirmArmed(journal))) continue;
    await putAway(journal.file, true);
    accepted.push(journal.file);
  }
  return accepted;
}

async function standing(journals: string): Promise<readonly ArmedJournal[]> {
  const found: ArmedJournal[] = [];
  for (const journal of await armedJournals(journals)) {
    if ((await armedFate(journal)) === 'standing') found.push(journal);
  }
  return found;
}

function clock(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ');
}
