import path from 'node:path';
import process from 'node:process';
import { readHostConfig } from './host-config.ts';

/**
 * Where sg keeps undo journals and the lock of this host: SG_STATE_DIR, else `.sg/host` of the host's state folder, also for
 * who works in a clone, so that one sg at a time changes a host and recovery finds every journal; else of the repository.
 * @param root of the genome repository; undefined outside of one
 */
export async function undoFolder(root: string | undefined): Promise<string | undefined> {
  const given = process.env['SG_STATE_DIR'];
  if (given !== undefined) return given;
  const place = (await readHostConfig())?.state ?? root;
  return place === undefined ? undefined : path.join(place, '.sg', 'host');
}
