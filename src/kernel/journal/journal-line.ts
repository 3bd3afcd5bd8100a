import { crc32 } from 'node:zlib';
import { journalRecordSchema, type JournalRecord } from './journal-record.ts';

/** CRC-32 of the JSON in eight hexadecimal characters, a blank, the JSON, a line feed. */
export function encodeRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/**
 * The records up to the first line that is torn or altered. Each record is durable before the next is written, so what
 * stands behind a bad line was never acted on.
 * @throws UnknownRecord where a line is whole, but no record this sg knows
 */
export function decodeRecords(text: string): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  // What follows the last line feed was cut off while it was written.
  for (const line of text.split('\n').slice(0, -1)) {
    const json = line.slice(9);
    if (line.charAt(8) !== ' ' || checksum(json) !== line.slice(0, 8)) return records;
    records.push(decodeRecord(json));
  }
  return records;
}

export class UnknownRecord extends Error {}

function decodeRecord(json: string): JournalRecord {
  try {
    return journalRecordSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new UnknownRecord('a record of another version', { cause });
  }
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
