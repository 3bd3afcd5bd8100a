import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { TreeReader } from '../../src/git/tree-reader.ts';
import { workTree } from '../../src/git/work-tree.ts';

/** A folder with these files by path. Gone when the test ends. */
export function temporaryTree(files: Iterable<readonly [file: string, content: string | Uint8Array]>): TreeReader {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [file, content] of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  }
  return workTree(root);
}
