import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initRepository } from '../../src/git/init-repository.ts';
import { openObjects, type ObjectStore, type TreeLine } from '../../src/git/object-store.ts';

let root: string;
let objects: ObjectStore;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sg-objects-'));
  objects = await openObjects(await initRepository(root));
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** What the git program says, from its own reading of the same matter. */
function git(args: readonly string[], input: string | Uint8Array, env: NodeJS.ProcessEnv = {}): string {
  const options = { cwd: root, input, env: { ...process.env, ...env }, encoding: 'utf8' as const };
  const { status, stdout, stderr } = spawnSync('git', [...args], options);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

// Short names over few letters: those that begin another one sort by what follows, '/' for a folder.
const name = fc.string({
  unit: fc.constantFrom('a', 'b', '.', '-', '0', 'é', '😀', '\uFF5E'),
  minLength: 1,
  maxLength: 4,
});
const names = fc.uniqueArray(
  name.filter((text) => !/^\.+$/.test(text)),
  { maxLength: 8 },
);
const runs = { numRuns: 15 };

describe('objects as git writes them', () => {
  it('are files of any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await objects.writeBlob(bytes)).toBe(git(['hash-object', '--stdin'], bytes));
      }),
      runs,
    );
  });

  it('are trees, in the order of git', async () => {
    const file = await objects.writeBlob(new Uint8Array());
    const folder = await objects.writeTree([{ name: 'x', mode: '100644', oid: file }]);
    const kinds = fc.constantFrom(
      { mode: '100644', type: 'blob', oid: file },
      { mode: '100755', type: 'blob', oid: file },
      { mode: '040000', type: 'tree', oid: folder },
    );
    await fc.assert(
      fc.asyncProperty(names, fc.array(kinds, { minLength: 8, maxLength: 8 }), async (some, kind) => {
        const lines = some.map((each, i) => ({ name: each, ...(kind[i] as (typeof kind)[0]) }));
        const asked = lines.map(({ mode, type, oid, name: called }) => `${mode} ${type} ${oid}\t${called}\0`).join('');
        const written = await objects.writeTree(
          lines.map(({ name: called, mode, oid }): TreeLine => ({ name: called, mode, oid })),
        );
        expect(written).toBe(git(['mktree', '-z'], asked));
      }),
      runs,
    );
  });

  it('are commits, also with parents, time zones and messages in other alphabets', async () => {
    const tree = await objects.writeTree([]);
    const offset = fc.constantFrom(0, -60, 60, -330, 210, 720, -765);
    await fc.assert(
      fc.asyncProperty(
        offset,
        fc.constantFrom('a', 'é ü', '水'),
        fc.nat(2_000_000_000),
        async (zone, text, timestamp) => {
          const by = { name: `N ${text}`, email: 'n@example.org', timestamp, timezoneOffset: zone };
          const first = { tree, parents: [], author: by, committer: by, message: `${text}\n\nbody` };
          const parent = await objects.writeCommit(first);
          const second = await objects.writeCommit({ ...first, parents: [parent] });
          const east = `${zone > 0 ? '-' : '+'}${String(Math.floor(Math.abs(zone) / 60)).padStart(2, '0')}${String(Math.abs(zone) % 60).padStart(2, '0')}`;
          const who = (role: string) => ({
            [`GIT_${role}_NAME`]: by.name,
            [`GIT_${role}_EMAIL`]: by.email,
            [`GIT_${role}_DATE`]: `@${timestamp} ${east}`,
          });
          const env = { ...who('AUTHOR'), ...who('COMMITTER') };
          expect(parent).toBe(git(['commit-tree', tree], `${text}\n\nbody\n`, env));
          expect(second).toBe(git(['commit-tree', tree, '-p', parent], `${text}\n\nbody\n`, env));
        },
      ),
      runs,
    );
  });

  it('read back, and git finds no fault with them', async () => {
    const bytes = new TextEncoder().encode('hello\n'.repeat(500));
    const oid = await objects.writeBlob(bytes);
    expect(new Uint8Array(await objects.readBlob(oid))).toEqual(bytes);
    expect(git(['fsck', '--strict', '--no-dangling'], '')).toBe('');
  });
});
