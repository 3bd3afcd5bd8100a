import path from 'node:path';
import { z } from 'zod';
import { atomicWrite } from '../../git/atomic-write.ts';
import { readTextIfPresent } from '../../git/read-if-present.ts';

/** The last time a host was in agreement with its remote, whether or not there was anything new. */
const schema = z.strictObject({
  version: z.literal(1),
  /** Seconds since 1970. */
  at: z.number(),
  branch: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
});

export type Exchange = Readonly<Omit<z.output<typeof schema>, 'version'>>;

type Direction = 'pull' | 'push';

function recordFile(root: string, direction: Direction): string {
  return path.join(root, '.sg', `last-${direction}.json`);
}

/** Kept for people, `sg doctor` and metrics; what was exchanged is exchanged, also where this can't be written. */
export async function noteExchange(root: string, direction: Direction, about: Omit<Exchange, 'at'>): Promise<void> {
  const text = JSON.stringify({ version: 1, at: Date.now() / 1000, ...about });
  await atomicWrite(recordFile(root, direction), `${text}\n`).catch(() => undefined);
}

/** `undefined` where there was none, or what was noted can't be read. */
export async function lastExchange(root: string, direction: Direction): Promise<Exchange | undefined> {
  try {
    const text = (await readTextIfPresent(recordFile(root, direction))) ?? 'null';
    const found = schema.safeParse(JSON.parse(text));
    if (!found.success) return undefined;
    const { at, branch, commit } = found.data;
    return { at, branch, commit };
  } catch {
    return undefined;
  }
}
