import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { canonicalJson } from '../model/canonical-json.ts';
import { sha256, shortDigest } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';

/**
 * Writes a failure case as `<locus>-<digest>.json` and gives its path; equal cases are one file. The moment is left out of
 * the digest: ages and timers that happened to be others make no other failure.
 */
export async function storeCase(folder: string, locus: string, value: JsonObject): Promise<string> {
  const same = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'moment'));
  const digest = sha256(canonicalJson(same));
  const file = path.join(folder, `${locus}-${shortDigest(digest)}.json`);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
  return file;
}
