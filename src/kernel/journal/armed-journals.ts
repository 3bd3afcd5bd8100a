import { armedSuffix, journalFiles } from './journal-file.ts';
import type { ArmedRecord, BeginRecord } from './journal-record.ts';
import { readJournal, type JournalStory } from './read-journal.ts';

/** Work that a transaction left in place until somebody confirms it. */
export interface ArmedJournal {
  readonly file: string;
  readonly begin: BeginRecord;
  readonly armed: ArmedRecord;
  readonly checkpoint: JournalStory['checkpoint'];
}

/** The oldest first. @throws IntegrityError `journal-unreadable` */
export async function armedJournals(folder: string): Promise<readonly ArmedJournal[]> {
  const found: ArmedJournal[] = [];
  for (const file of await journalFiles(folder, [armedSuffix])) {
    const { begin, armed, checkpoint } = await readJournal(file);
    // Both were on the disk before the journal got its name.
    if (begin !== undefined && armed !== undefined) found.push({ file, begin, armed, checkpoint });
  }
  return found;
}
