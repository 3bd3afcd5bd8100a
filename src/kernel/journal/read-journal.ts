import { readFile } from 'node:fs/promises';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { decodeRecords, UnknownRecord } from './journal-line.ts';
import type {
  ArmedRecord,
  BeginRecord,
  CheckpointIntent,
  CheckpointRecord,
  JournalRecord,
  ProfileRecord,
} from './journal-record.ts';

/** What a journal tells about a transaction that its process did not finish. */
export interface JournalStory {
  /** Undefined where not even the beginning is on the disk: then nothing was done. */
  readonly begin: BeginRecord | undefined;
  /** Devices that operations named, in order of first mention. */
  readonly devices: readonly string[];
  /** The operations that were begun, in order: `createBridge br0`. */
  readonly operations: readonly string[];
  /** Profiles of NetworkManager that were changed, in order. */
  readonly profiles: readonly ProfileRecord[];
  readonly checkpoint: CheckpointRecord | undefined;
  /** A checkpoint may have been made, of which nothing else was written. */
  readonly intended: CheckpointIntent | undefined;
  /** Its work was left in place, to be confirmed. */
  readonly armed: ArmedRecord | undefined;
  /** It was committed, or rolled back and proven: nothing is left to be done. */
  readonly over: boolean;
}

/** @throws IntegrityError `journal-unreadable` where it was written by an sg that this one does not understand */
export async function readJournal(file: string): Promise<JournalStory> {
  const text = await readFile(file, 'utf8');
  try {
    return tell(decodeRecords(text));
  } catch (error) {
    if (!(error instanceof UnknownRecord)) throw error;
    throw new IntegrityError({
      code: 'journal-unreadable',
      message: `The undo journal ${file} holds ${error.message}.`,
      hint: 'Run `sg recover` of the sg that wrote it, then this one. Nothing is changed until then.',
      cause: error,
    });
  }
}

function tell(records: readonly JournalRecord[]): JournalStory {
  const first = records[0];
  const begin = first?.t === 'begin' ? first : undefined;
  const intents = records.flatMap((record) => (record.t === 'intent' ? [record] : []));
  return {
    begin,
    devices: [...new Set(intents.flatMap(({ devices }) => devices))],
    operations: intents.map(({ operation, devices }) => [operation, ...devices].join(' ')),
    profiles: records.filter((record) => record.t === 'profile'),
    checkpoint: records.find((record) => record.t === 'checkpoint'),
    intended: records.find((record) => record.t === 'checkpoint-intent'),
    armed: records.find((record) => record.t === 'armed'),
    over: records.some((record) => record.t === 'end' && (record.committed || record.proven)),
  };
}
