import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readTextIfPresent } from '../git/read-if-present.ts';
import type { TreeReader } from '../git/tree-reader.ts';

/** The file of a `fitness/<host>` branch that says which machine writes it. */
export const identityFile = 'host.json';

const identitySchema = z.strictObject({ version: z.literal(1), id: z.string().regex(/^[0-9a-f]{32}$/) });

/** This machine's own mark, made by chance once and kept beside its ledger. It says nothing about the machine. */
export async function ownIdentity(root: string): Promise<string> {
  const file = path.join(root, '.sg', 'host-id');
  await mkdir(path.dirname(file), { recursive: true });
  // Of two processes that make it, one does.
  await writeFile(file, `${randomBytes(16).toString('hex')}\n`, { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  return (await knownIdentity(root)) ?? '';
}

/** The same where it was made; writes nothing. */
export async function knownIdentity(root: string): Promise<string | undefined> {
  return (await readTextIfPresent(path.join(root, '.sg', 'host-id')))?.trim();
}

export function identityText(id: string): string {
  return `${JSON.stringify({ version: 1, id })}\n`;
}

/** Who writes the branch; `undefined` where it does not say. */
export async function identityOf(tree: TreeReader): Promise<string | undefined> {
  const bytes = await tree.read(identityFile);
  if (bytes === undefined) return undefined;
  try {
    return identitySchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data?.id;
  } catch {
    return undefined;
  }
}
