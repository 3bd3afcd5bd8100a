import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './run-step.js';

/**
 * Writes files into a folder that programs may be reading meanwhile: one that stays the same is not touched, another one
 * changes from old to new at once.
 * @param {Map<string, Uint8Array>} files contents by path within the folder
 * @param {{ alone?: boolean }} options `alone`: other files go, last of all
 */
export async function writeFiles(folder, files, { alone = false } = {}) {
  const staging = await mkdtemp(path.join(root, '.sg-build-'));
  try {
    for (const [name, contents] of files) await writeFileOnce(path.join(folder, name), contents, staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  if (alone) await removeOthers(folder, files);
}

async function writeFileOnce(file, contents, staging) {
  if (await holds(file, contents)) return;
  const next = path.join(staging, path.basename(file));
  await writeFile(next, contents);
  await mkdir(path.dirname(file), { recursive: true });
  await rename(next, file);
}

async function holds(file, contents) {
  try {
    return (await readFile(file)).equals(contents);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

async function removeOthers(folder, files) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !files.has(path.relative(folder, file))) await rm(file, { force: true });
  }
}
