import type { ArmedJournal } from '../../kernel/journal/armed-journals.ts';
import { byAttempt, dueEntries } from '../watch/due-checks.ts';
import { answerDue } from '../watch/answer-due.ts';
import { askCheck } from '../watch/ask-check.ts';
import type { LedgerState } from '../../ledger/ledger-fold.ts';
import type { RunContext } from '../run/run-context.ts';
import { conjunction } from '../run/verification.ts';
import { lookInterval } from '../swift/watch-window.ts';
import { settleArmed, type Decision, type SettledChange } from './settle-armed.ts';

/**
 * Looks at changes that were left in place. What holds when its last window has ended is confirmed. What does not is undone;
 * before that end only when two looks in a row found it broken, for it was healthy when it was made. Where a diagnostic has
 * no answer it waits for the next look, until its time has run out.
 */
export function watchArmed(context: RunContext, start: string, state: LedgerState): Promise<readonly SettledChange[]> {
  return settleArmed(start, context.organism.kernel.name, (journal) => decide(context, journal, state));
}

async function decide(context: RunContext, journal: ArmedJournal, state: LedgerState): Promise<Decision> {
  const { kernel } = context.organism;
  const { until } = journal.armed;
  const early = (await kernel.now()) < until;
  const first = await look(context, journal);
  if (first.healthy === null) return { what: 'wait', reason: `No answer from ${first.names}.` };
  if (first.healthy) return { what: early ? 'wait' : 'confirm' };
  if (early) {
    await kernel.sleep(lookInterval(until - journal.begin.at));
    if ((await look(context, journal)).healthy !== false) return { what: 'wait' };
    await blame(context, journal, state);
  }
  context.organism.journal.flush();
  return { what: 'undo', reason: `Found unhealthy by ${first.names}.` };
}

interface Look {
  readonly healthy: boolean | null;
  /** Diagnostics that did not find it healthy. */
  readonly names: string;
}

async function look(context: RunContext, { armed }: ArmedJournal): Promise<Look> {
  const bad = new Set<string>();
  const found: (boolean | null)[] = [];
  for (const check of armed.checks) {
    const { healthy } = await askCheck(context, check);
    if (healthy !== true) bad.add(check.target);
    found.push(healthy);
  }
  return { healthy: conjunction(found), names: [...bad].join(', ') };
}

/** What is found broken before its window's end has not converged; what is healthy by then says nothing yet. */
async function blame(context: RunContext, { armed }: ArmedJournal, state: LedgerState): Promise<void> {
  const theirs = dueEntries(state).filter(
    ({ run, timescale }) => armed.runs.includes(run) && timescale === 'convergence',
  );
  await answerDue(context, byAttempt(theirs), state.answers, 'only what is bad');
}
