import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { isRunning, ownIdentity } from '../model/process-identity.ts';

const markSchema = z.object({
  segment: z.int(),
  pid: z.int(),
  start: z.string().nullable(),
  boot: z.string().nullable(),
  namespace: z.string().nullable(),
});

/** Says that this process may append to a segment, so that nobody folds it away; gives the mark's file. */
export function markWriter(folder: string, segment: number): string {
  const marks = marksFolder(folder);
  mkdirSync(marks, { recursive: true });
  const file = path.join(marks, randomUUID());
  try {
    writeFileSync(file, JSON.stringify({ segment, ...ownIdentity() }), { flag: 'wx' });
  } catch (error) {
    // On a full disk it is there and empty: nobody could tell whose it is.
    removeMark(file);
    throw error;
  }
  return file;
}

export function removeMark(file: string): void {
  rmSync(file, { force: true });
}

/** The lowest segment a living process may append to; Infinity when there is none. Marks of the dead are removed. */
export function lowestMarkedSegment(folder: string): number {
  const marks = marksFolder(folder);
  let lowest = Infinity;
  for (const name of names(marks)) {
    const file = path.join(marks, name);
    const mark = readMark(file);
    // Being written at this moment by someone who has yet to look whether the segment is closed.
    if (mark === undefined) continue;
    if (isRunning(mark)) lowest = Math.min(lowest, mark.segment);
    else removeMark(file);
  }
  return lowest;
}

function readMark(file: string): z.infer<typeof markSchema> | undefined {
  try {
    return markSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function names(marks: string): readonly string[] {
  try {
    return readdirSync(marks);
  } catch {
    return [];
  }
}

function marksFolder(folder: string): string {
  return path.join(folder, 'writers');
}
