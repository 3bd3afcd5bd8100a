import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

interface Tried {
  readonly came: string;
  readonly changed: boolean;
}

interface Report {
  readonly empty: Tried;
  readonly full: readonly (Tried & { readonly left: number })[];
  readonly again: Tried;
  readonly damaged: number;
  readonly readOnly: readonly Tried[];
}

const mounts = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
const worker = path.join(projectRoot, 'test', 'reliability', 'small-disk-worker.ts');

/** Needs root: a small file system in a mount namespace of its own. */
it.skipIf(!mounts)(
  'a disk that is full or read-only is said to be so, and the world stays as it was',
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sg-small-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const script = 'mount -t tmpfs -o size=24m none "$TMPDIR" && exec "$0" --import tsx "$1"';
    const text = execFileSync('unshare', ['-m', 'sh', '-c', script, process.execPath, worker], {
      cwd: projectRoot,
      env: { ...process.env, TMPDIR: folder },
      encoding: 'utf8',
      timeout: 120_000,
    });
    const { empty, full, again, damaged, readOnly } = JSON.parse(text) as Report;
    expect([empty, again]).toEqual(Array(2).fill({ came: 'ok', changed: true }));
    // A torn line at most for each time the disk filled up.
    expect(damaged).toBeLessThanOrEqual(full.length);
    const codes = ['ledger-not-writable', 'world-not-writable', 'host-lock-unusable'];
    for (const { came, changed } of [...full, ...readOnly]) {
      expect([...codes, 'ok']).toContain(came);
      if (came !== 'ok' && came !== 'ledger-not-writable') expect(changed).toBe(false);
    }
    expect(full[0]).toMatchObject({ came: expect.stringMatching(codes.join('|')) as unknown, changed: false });
    for (const { came } of readOnly) expect(codes).toContain(came);
  },
  180_000,
);
