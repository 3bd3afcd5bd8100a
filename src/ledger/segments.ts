import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** A segment takes no new records once it is this large, so that readers and pushes deal in bounded files. */
const fullBytes = 4 * 1024 * 1024;

const pattern = /^(\d{8})\.ledger$/;

/** Paths of the segments in a ledger folder, oldest first; none when the folder is missing. */
export function segmentPaths(folder: string): readonly string[] {
  return names(folder).map((name) => path.join(folder, name));
}

/** The segment new records go to. Several processes may pick the same one: appends do not tear each other. */
export function openSegmentPath(folder: string): string {
  const last = names(folder).at(-1);
  if (last === undefined) return path.join(folder, segmentName(1));
  const full = statSync(path.join(folder, last)).size >= fullBytes;
  return path.join(folder, full ? segmentName(Number.parseInt(last, 10) + 1) : last);
}

function segmentName(number: number): string {
  return `${number.toString().padStart(8, '0')}.ledger`;
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
