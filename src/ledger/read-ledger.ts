import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { decodeLine } from './line.ts';
import type { LedgerRecord } from './record.ts';
import { segmentPaths } from './segments.ts';

export interface LedgerReading {
  /** Lines that are torn or altered: reported, never guessed at. */
  readonly damaged: number;
}

/** Feeds every sound record to `visit`, in the order written; memory stays flat. */
export async function readLedger(folder: string, visit: (record: LedgerRecord) => void): Promise<LedgerReading> {
  let damaged = 0;
  for (const segment of segmentPaths(folder)) {
    for await (const line of createInterface({ input: createReadStream(segment), crlfDelay: Infinity })) {
      if (line === '') continue;
      const record = decodeLine(line);
      if (record === undefined) damaged += 1;
      else visit(record);
    }
  }
  return { damaged };
}
