import path from 'node:path';
import { z } from 'zod';
import { atomicWrite } from '../../../git/atomic-write.ts';
import { readTextIfPresent } from '../../../git/read-if-present.ts';

/** What an install wrote, so that an uninstall takes away that and nothing else. */
export interface InstalledFiles {
  /** SHA-256 of each file as it was written, by its path without the --root folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders it made, parents first. */
  readonly folders: readonly string[];
}

const schema = z.strictObject({
  version: z.literal(1),
  files: z.record(z.string().startsWith('/'), z.string().regex(/^[0-9a-f]{64}$/)),
  folders: z.array(z.string().startsWith('/')),
});

/** In the state folder, for whoever finds it there. */
export function installedPath(state: string): string {
  return path.join(state, '.sg', 'installed.json');
}

/** Nothing where there is no such file, or one that makes no sense: then nothing is known to be ours. */
export async function readInstalled(file: string): Promise<InstalledFiles> {
  const nothing = { files: new Map<string, string>(), folders: [] };
  try {
    const text = await readTextIfPresent(file);
    if (text === undefined) return nothing;
    const { files, folders } = schema.parse(JSON.parse(text));
    return { files: new Map(Object.entries(files)), folders };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return nothing;
    throw error;
  }
}

export async function writeInstalled(file: string, { files, folders }: InstalledFiles): Promise<void> {
  const text = JSON.stringify({ version: 1, files: Object.fromEntries([...files].sort()), folders }, null, 2);
  await atomicWrite(file, `${text}\n`, 0o600);
}
