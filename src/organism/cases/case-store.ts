import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { shortDigest } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';
import { caseDigest } from './case-digest.ts';

/** Writes a failure case as `<locus>-<digest>.json` and gives its path; equal cases are one file. */
export async function storeCase(folder: string, locus: string, value: JsonObject): Promise<string> {
  const file = path.join(folder, `${locus}-${shortDigest(caseDigest(value))}.json`);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
  return file;
}
