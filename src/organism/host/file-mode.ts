import { stat } from 'node:fs/promises';

/** Permission bits of what a path leads to; `undefined` where nothing is, or nothing this user may see. */
export async function modeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mode;
}
