import { crc32 } from 'node:zlib';
import { ledgerRecordSchema, type LedgerRecord } from './record.ts';

/**
 * One record as text: a line feed, the CRC-32 of the JSON in eight hexadecimal characters, a blank, the JSON. The line
 * feed comes first so that a line torn by a crash can't swallow the next writer's record.
 */
export function encodeLine(record: LedgerRecord): string {
  const json = JSON.stringify(record);
  return `\n${checksum(json)} ${json}`;
}

/** The record of one line without its line feed, or `undefined` where the line is torn, altered or not ours. */
export function decodeLine(line: string): LedgerRecord | undefined {
  const json = line.slice(9);
  if (line.charAt(8) !== ' ' || checksum(json) !== line.slice(0, 8)) return undefined;
  return ledgerRecordSchema.safeParse(parsed(json)).data;
}

/** A checksum proves no author: a line from elsewhere may have a right one and still be no JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
