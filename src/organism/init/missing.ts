import type { TreeReader } from '../../git/tree-reader.ts';

/** The files the target has not; what it has stays, whatever it says. */
export async function missing(
  target: TreeReader,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const lacking = new Map<string, Uint8Array>();
  for (const [file, bytes] of files) if ((await target.read(file)) === undefined) lacking.set(file, bytes);
  return lacking;
}
