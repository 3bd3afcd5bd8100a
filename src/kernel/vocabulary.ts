import type { Vocabulary } from '../contract/vocabulary.ts';
import { InternalError } from '../errors/internal-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { bareWorld, worldEpoch } from './mock/default-world.ts';
import { noFaults, type FaultPlan } from './mock/fault-plan.ts';
import { persisted } from './mock/reboot.ts';
import { atClock, portsAtRest } from './mock/time.ts';
import type { World } from './mock/world-schema.ts';
import { Refusal } from './refusal.ts';
import type { Checked } from './vocabulary/checks.ts';
import { faultPhrases } from './vocabulary/fault-phrases.ts';
import { givenPhrases, momentPhrases } from './vocabulary/given-phrases.ts';
import { matchLine, type Match } from './vocabulary/match.ts';
import { formOf, type Phrase } from './vocabulary/phrase.ts';
import { thenPhrases } from './vocabulary/then-phrases.ts';

/** The network domain's words for the examples of contracts. */
export const networkVocabulary: Vocabulary = {
  checkGiven: (line) => faultIn(matchLine<unknown>([...givenPhrases, ...faultPhrases], line)),
  checkThen: (line) => faultIn(matchLine(thenPhrases, line)),
};

function faultIn<Does>(match: Match<Does>): ReturnType<Vocabulary['checkGiven']> {
  return match.ok ? undefined : match.fault;
}

export interface VocabularyEntry {
  readonly section: 'given' | 'then';
  /** `interface <name> mac <mac>`. */
  readonly form: string;
  readonly means: string;
  readonly example: string;
}

/** Every form a line can have, for the handbook. */
export const vocabularyEntries: readonly VocabularyEntry[] = [
  ...givenPhrases.map((phrase) => entryOf('given', phrase)),
  ...faultPhrases.map((phrase) => entryOf('given', phrase)),
  ...thenPhrases.map((phrase) => entryOf('then', phrase)),
];

function entryOf<Does>(section: VocabularyEntry['section'], phrase: Phrase<Does>): VocabularyEntry {
  return { section, form: formOf(phrase.parts), means: phrase.means, example: phrase.example };
}

/**
 * The world an example starts in: the loopback and what the lines state, in their order. Cards get addresses by their
 * order, 52:54:00:00:00:00 and on. What the lines state is what the machine comes up with after a reboot. Lines that say
 * what goes wrong are no part of the world: see `faultsFromGiven`.
 * @throws UsageError `impossible-given` when a line is malformed or can't be true after those before it
 */
export function worldFromGiven(lines: readonly string[]): World {
  const moments = lines.filter((line) => matchLine(momentPhrases, line).ok);
  const states = lines.filter((line) => !moments.includes(line) && !matchLine(faultPhrases, line).ok);
  return moments.reduce(addLine, persisted(atStart(states.reduce(addLine, bareWorld()))));
}

/** What goes wrong while the example runs; lines of other kinds are left to `worldFromGiven`. */
export function faultsFromGiven(lines: readonly string[]): FaultPlan {
  const faults = lines.flatMap((line) => {
    const match = matchLine(faultPhrases, line);
    return match.ok ? [match.does] : [];
  });
  return { ...noFaults, faults };
}

function addLine(world: World, line: string): World {
  const match = matchLine(givenPhrases, line);
  if (!match.ok) throw impossible(line, `${match.fault.message}; expected ${match.fault.expected}`);
  try {
    return match.does(world);
  } catch (error) {
    throw error instanceof Refusal ? impossible(line, error.message) : error;
  }
}

function impossible(line: string, why: string): UsageError {
  return new UsageError({
    code: 'impossible-given',
    message: `The line "${line}" describes no world: ${why}.`,
    hint: 'State each device before the line that uses it.',
    details: { line },
  });
}

/** Ports have arrived where they were going, and learned addresses are fresh, whatever the lines before took. */
function atStart(world: World): World {
  const rested = atClock(portsAtRest(world), worldEpoch);
  return { ...rested, fdb: rested.fdb.map((entry) => (entry.seen === null ? entry : { ...entry, seen: worldEpoch })) };
}

/** Whether a `then` line is true of a run that led from one world to another. */
export function checkThenLine(line: string, before: World, after: World): Checked {
  const match = matchLine(thenPhrases, line);
  if (!match.ok) throw new InternalError(`The line "${line}" was not checked: ${match.fault.message}.`);
  return match.does(before, after);
}
