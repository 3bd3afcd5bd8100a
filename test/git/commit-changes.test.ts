import { fork } from 'node:child_process';
import { chmod, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { commitChanges } from '../../src/git/commit-changes.ts';
import { decideAndCommit } from '../../src/git/decide-and-commit.ts';
import { initRepository } from '../../src/git/init-repository.ts';
import { isRefMoved } from '../../src/git/ref-moved.ts';
import { findRepository } from '../../src/git/repository.ts';
import { blobId } from '../../src/git/work-file.ts';
import { bytes, changes, GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();
const message = 'feat: something\n';

test('the first commit of a new repository is one git agrees with', async () => {
  const repository = await initRepository(fixture.root);
  const result = await commitChanges(repository, {
    ref: 'HEAD',
    changes: changes({ 'genome/a/x.ts': 'x\n', 'README.md': 'hi\n' }),
    message,
  });
  expect(result).toMatchObject({ ref: 'refs/heads/main', changed: true });
  expect(fixture.git('rev-parse', 'HEAD').trim()).toBe(result.commit);
  expect(fixture.status()).toBe('');
  expect(await fixture.get('genome/a/x.ts')).toBe('x\n');
  fixture.git('fsck', '--strict');
  expect(fixture.git('log', '-1', '--format=%an <%ae> %cn %s')).toBe(
    'Ada Tester <ada@example.org> Ada Tester feat: something\n',
  );
});

test('adds, replaces and removes files, and leaves everything else alone', async () => {
  const repository = await fixture.repository({ 'a/one': '1', 'a/two': '2', 'b/only': 'b', keep: 'k' });
  await commitChanges(repository, {
    ref: 'main',
    changes: changes({ 'a/one': '1!', 'a/three': '3', 'b/only': null }),
    message,
  });
  expect(fixture.git('ls-tree', '-r', '--name-only', 'HEAD').trim().split('\n')).toEqual([
    'a/one',
    'a/three',
    'a/two',
    'keep',
  ]);
  expect(fixture.status()).toBe('');
  expect(await readdir(fixture.root)).not.toContain('b');
  fixture.git('fsck', '--strict');
});

test('law: after any changes git lists exactly the expected files, status is clean and fsck content', async () => {
  const segment = fc.constantFrom('a', 'b', 'c-d', 'c', 'Ü');
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const step = fc.array(fc.tuple(path, fc.option(fc.string({ maxLength: 3 }))), { minLength: 1, maxLength: 6 });
  const repository = await initRepository(fixture.root);
  const model = new Map<string, string>();
  await fc.assert(
    fc.asyncProperty(step, async (files) => {
      const next = new Map(model);
      for (const [name, text] of files) {
        if (text === null) next.delete(name);
        else next.set(name, text);
      }
      const request = { ref: 'HEAD', changes: changes(Object.fromEntries(files)), message };
      const names = [...new Set([...next.keys(), ...files.map(([name]) => name), ...model.keys()])];
      if (names.some((one) => names.some((other) => other.startsWith(`${one}/`)))) {
        await commitChanges(repository, request).catch(() => undefined);
      } else {
        await commitChanges(repository, request);
        expect(listing()).toEqual([...next].map(([name, text]) => `${blobOf(text)} ${name}`).sort());
      }
      expect(fixture.status()).toBe('');
      model.clear();
      for (const name of fixture.git('-c', 'core.quotePath=false', 'ls-files').trim().split('\n')) {
        if (name !== '') model.set(name, await fixture.get(name));
      }
    }),
    { numRuns: 25 },
  );
  fixture.git('fsck', '--strict');
});

function listing(): readonly string[] {
  const lines = fixture.git('-c', 'core.quotePath=false', 'ls-tree', '-r', 'HEAD').trim().split('\n');
  return lines.flatMap((line) => (line === '' ? [] : line.replace(/^100644 blob (\S+)\t/, '$1 '))).sort();
}

function blobOf(text: string): string {
  return blobId(bytes(text));
}

test('files that are so already make no commit', async () => {
  const repository = await fixture.repository({ a: '1' });
  const before = fixture.git('rev-parse', 'HEAD').trim();
  const result = await commitChanges(repository, { ref: 'main', changes: changes({ a: '1', gone: null }), message });
  expect(result).toEqual({ ref: 'refs/heads/main', commit: before, changed: false });
  expect(fixture.git('rev-parse', 'HEAD').trim()).toBe(before);
});

test('work that is under way elsewhere stays: staged, unstaged and untracked', async () => {
  const repository = await fixture.repository({ a: '1', b: '1', c: '1' });
  await fixture.put('a', 'staged');
  fixture.git('add', 'a');
  await fixture.put('b', 'unstaged');
  await fixture.put('new', 'untracked');
  await commitChanges(repository, { ref: 'HEAD', changes: changes({ c: '2' }), message });
  expect(fixture.status()).toBe('M  a\n M b\n?? new\n');
  expect(fixture.git('show', '--name-only', '--format=', 'HEAD')).toBe('c\n');
});

const stage = (): Promise<void> => {
  fixture.git('add', 'a');
  return Promise.resolve();
};

test.each([
  ['changed and not staged', () => fixture.put('a', 'mine')],
  ['staged', () => fixture.put('a', 'mine').then(stage)],
  [
    'staged and changed back',
    () =>
      fixture
        .put('a', 'mine')
        .then(stage)
        .then(() => fixture.put('a', '1')),
  ],
  ['deleted', () => rm(join(fixture.root, 'a'))],
  ['removed from the index', () => rm(join(fixture.root, 'a')).then(stage)],
])('refuses to touch a file that is %s, and changes nothing', async (_what, dirty) => {
  const repository = await fixture.repository({ a: '1', b: '1' });
  await dirty();
  const status = fixture.status();
  const head = fixture.git('rev-parse', 'HEAD');
  const commit = commitChanges(repository, { ref: 'HEAD', changes: changes({ b: '2', a: '2' }), message });
  await expect(commit).rejects.toMatchObject({ code: 'uncommitted-changes', exitStatus: 2, details: { paths: ['a'] } });
  expect(fixture.status()).toBe(status);
  expect(fixture.git('rev-parse', 'HEAD')).toBe(head);
  expect(await fixture.get('b')).toBe('1');
});

test('refuses an untracked file in the way, a link in place of a folder, and staged files that clash', async () => {
  const repository = await fixture.repository({ a: '1' });
  await fixture.put('new', 'mine');
  await mkdir(join(fixture.root, 'elsewhere'));
  await symlink('elsewhere', join(fixture.root, 'genome'));
  await fixture.put('folder', 'staged file');
  fixture.git('add', 'folder');
  fixture.git('update-index', '--force-remove', 'genome');
  for (const path of ['new', 'genome/x/y.ts', 'folder/below']) {
    const commit = commitChanges(repository, { ref: 'HEAD', changes: changes({ [path]: '2' }), message });
    await expect(commit).rejects.toMatchObject({ code: 'uncommitted-changes', details: { paths: [path] } });
  }
  expect(await readdir(join(fixture.root, 'elsewhere'))).toEqual([]);
});

test('a file that is already as the commit will have it is no obstacle', async () => {
  const repository = await fixture.repository({ a: '1' });
  await fixture.put('a', '2');
  await fixture.put('new', 'n');
  fixture.git('add', 'new');
  await commitChanges(repository, { ref: 'HEAD', changes: changes({ a: '2', new: 'n' }), message });
  expect(fixture.status()).toBe('');
});

test('keeps the execute bit', async () => {
  await fixture.repository({ 'run.sh': '1' });
  await chmod(join(fixture.root, 'run.sh'), 0o755);
  fixture.git('commit', '-qam', 'executable');
  const repository = await findRepository(fixture.root);
  await commitChanges(repository, { ref: 'HEAD', changes: changes({ 'run.sh': '2' }), message });
  expect(fixture.git('ls-tree', 'HEAD', 'run.sh')).toMatch(/^100755/);
  expect((await stat(join(fixture.root, 'run.sh'))).mode & 0o111).not.toBe(0);
  expect(fixture.status()).toBe('');
});

test('a branch that is not checked out moves without the work tree', async () => {
  const repository = await fixture.repository({ a: '1' });
  fixture.git('branch', 'phenotype/default');
  await fixture.put('a', 'work in progress');
  const { commit } = await commitChanges(repository, {
    ref: 'phenotype/default',
    changes: changes({ a: '2' }),
    message,
  });
  expect(fixture.git('rev-parse', 'phenotype/default').trim()).toBe(commit);
  expect(fixture.git('show', 'phenotype/default:a')).toBe('2');
  expect(await fixture.get('a')).toBe('work in progress');
  expect(fixture.git('rev-list', '--count', 'phenotype/default').trim()).toBe('2');
});

test('a new branch grows from the commit it is told to, or from nothing', async () => {
  const repository = await fixture.repository({ a: '1' });
  const main = fixture.git('rev-parse', 'main').trim();
  await commitChanges(repository, {
    ref: 'mutation/x/abc',
    changes: changes({ b: '2' }),
    message,
    startFrom: main,
    expectedHead: null,
  });
  expect(fixture.git('log', '--format=%P', 'mutation/x/abc', '-1').trim()).toBe(main);
  await commitChanges(repository, { ref: 'fitness/host', changes: changes({ l: '2' }), message });
  expect(fixture.git('log', '--format=%P', 'fitness/host', '-1').trim()).toBe('');
  const same = await commitChanges(repository, { ref: 'copy', changes: changes({}), message, startFrom: main });
  expect(same).toEqual({ ref: 'refs/heads/copy', commit: main, changed: true });
});

test('compare and swap: a ref that has moved is left alone', async () => {
  const repository = await fixture.repository({ a: '1' });
  const before = fixture.git('rev-parse', 'HEAD').trim();
  await commitChanges(repository, { ref: 'main', changes: changes({ a: '2' }), message, expectedHead: before });
  const late = commitChanges(repository, { ref: 'main', changes: changes({ a: '3' }), message, expectedHead: before });
  await expect(late).rejects.toMatchObject({ code: 'ref-moved', exitStatus: 1 });
  await expect(late).rejects.toSatisfy(isRefMoved);
  await expect(
    commitChanges(repository, { ref: 'main', changes: changes({ a: '3' }), message, expectedHead: null }),
  ).rejects.toSatisfy(isRefMoved);
  expect(await fixture.get('a')).toBe('2');
  expect(fixture.status()).toBe('');
});

test('twenty commits at once: none is lost, the history is a line', async () => {
  const repository = await fixture.repository({ a: '1' });
  const names = Array.from({ length: 20 }, (_, i) => `file-${i}`);
  await Promise.all(
    names.map((name) => commitChanges(repository, { ref: 'HEAD', changes: changes({ [name]: name }), message: name })),
  );
  expect(fixture.git('log', '--format=%s', 'HEAD').trim().split('\n').sort()).toEqual([...names, 'first'].sort());
  expect(fixture.git('log', '--merges', '--format=%s')).toBe('');
  expect(fixture.status()).toBe('');
  fixture.git('fsck', '--strict');
});

test('several processes and the git program at once: none is lost', async () => {
  const repository = await fixture.repository({ counter: '0' });
  const children = Array.from({ length: 3 }, (_, i) => runWorker(fixture.root, `p${i}`, 3));
  const own = (async () => {
    for (let i = 0; i < 3; i += 1) {
      await writeFile(join(fixture.root, `git-${i}`), 'x');
      await retryGit('add', `git-${i}`);
      await retryGit('commit', '-q', '-m', `git-${i}`);
    }
  })();
  await Promise.all([...children, own]);
  const subjects = fixture.git('log', '--format=%s').trim().split('\n').sort();
  const expected = [0, 1, 2].flatMap((p) => Array.from({ length: 3 }, (_, i) => `p${p}-${i}`));
  expect(subjects).toEqual([...expected, ...Array.from({ length: 3 }, (_, i) => `git-${i}`), 'first'].sort());
  expect(fixture.status()).toBe('');
  // Each worker added one to the counter five times, each time on what it had read.
  expect(fixture.git('show', 'HEAD:counter')).toBe('9');
  expect(repository.root).toContain('sg-git-');
  fixture.git('fsck', '--strict');
}, 30_000);

/** git gives up at once where sg waits. */
async function retryGit(...args: string[]): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      fixture.git(...args);
      return;
    } catch (error) {
      if (attempt > 400 || (!String(error).includes('.lock') && !String(error).includes('cannot lock ref')))
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function runWorker(root: string, name: string, count: number): Promise<void> {
  const child = fork(join(import.meta.dirname, 'commit-worker.ts'), [root, name, String(count)], {
    execArgv: ['--import', 'tsx'],
    cwd: join(import.meta.dirname, '../..'),
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`worker ${name} exited with ${String(code)}`));
    });
    child.on('error', reject);
  });
}

test('decides again on the new state when somebody was faster', async () => {
  const repository = await fixture.repository({ n: '1' });
  const seen: string[] = [];
  const result = await decideAndCommit(repository, 'main', async ({ tree }) => {
    const n = new TextDecoder().decode(await tree?.read('n'));
    seen.push(n);
    if (seen.length === 1) await commitChanges(repository, { ref: 'main', changes: changes({ n: '5' }), message });
    return { changes: changes({ n: String(Number(n) + 1) }), message };
  });
  expect(seen).toEqual(['1', '5']);
  expect(await fixture.get('n')).toBe('6');
  expect(result?.changed).toBe(true);
  expect(await decideAndCommit(repository, 'main', () => Promise.resolve(undefined))).toBeUndefined();
});

test('a lock that is never given back is an error with its path, and nothing changes', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const repository = await fixture.repository({ a: '1' });
  await fixture.put('.git/refs/heads/main.lock', '');
  const commit = commitChanges(repository, { ref: 'HEAD', changes: changes({ a: '2' }), message });
  const advance = setInterval(() => vi.advanceTimersByTime(5_000), 20);
  await expect(commit).rejects.toMatchObject({ code: 'git-locked', exitStatus: 4 });
  clearInterval(advance);
  vi.useRealTimers();
  expect(await readdir(join(fixture.root, '.git'))).not.toContain('index.lock');
  expect(await fixture.get('a')).toBe('1');
  expect(fixture.status()).toBe('');
});

test.each([
  [{ '../x': '1' }, 'unsafe-path'],
  [{ '.git/config': '1' }, 'unsafe-path'],
  [{ 'a/below': '1' }, 'path-conflict'],
  [{ folder: '1' }, 'path-conflict'],
  [{ x: '1', 'x/y': '1' }, 'path-conflict'],
])('refuses the paths of %j', async (files: Record<string, string>, code) => {
  const repository = await fixture.repository({ a: '1', 'folder/file': '1' });
  await expect(commitChanges(repository, { ref: 'main', changes: changes(files), message })).rejects.toMatchObject({
    code,
    exitStatus: 2,
  });
  expect(fixture.status()).toBe('');
});

test('refuses an empty message, a detached HEAD, bad and clashing names', async () => {
  const repository = await fixture.repository({ a: '1' });
  const commit = (ref: string, text = message) =>
    commitChanges(repository, { ref, changes: changes({ a: '2' }), message: text });
  await expect(commit('main', ' \n')).rejects.toMatchObject({ code: 'invalid-message' });
  await expect(commit('../main')).rejects.toMatchObject({ code: 'invalid-ref-name' });
  await expect(commit('main/below')).rejects.toMatchObject({ code: 'ref-name-conflict' });
  fixture.git('branch', 'x/y');
  fixture.git('pack-refs', '--all');
  await expect(commit('x')).rejects.toMatchObject({ code: 'ref-name-conflict' });
  await expect(commit('x/y/z')).rejects.toMatchObject({ code: 'ref-name-conflict' });
  fixture.git('checkout', '-q', '--detach');
  await expect(commit('HEAD')).rejects.toMatchObject({ code: 'detached-head' });
});

test('works in a linked work tree, and refuses to move a branch another one has checked out', async () => {
  const main = await fixture.repository({ a: '1' });
  fixture.git('worktree', 'add', '-q', '-b', 'side', 'linked');
  const linked = await findRepository(join(fixture.root, 'linked'));
  expect(linked.commonDir).toBe(main.commonDir);
  await commitChanges(linked, { ref: 'HEAD', changes: changes({ a: '2' }), message });
  expect(fixture.gitIn('linked', 'status', '--porcelain')).toBe('');
  expect(fixture.git('show', 'side:a')).toBe('2');
  const elsewhere = { changes: changes({ a: '3' }), message };
  await expect(commitChanges(main, { ref: 'side', ...elsewhere })).rejects.toMatchObject({
    code: 'checked-out-elsewhere',
  });
  await expect(commitChanges(linked, { ref: 'main', ...elsewhere })).rejects.toMatchObject({
    code: 'checked-out-elsewhere',
  });
  fixture.git('fsck', '--strict');
});

test('the reflog tells what a branch pointed to before', async () => {
  const repository = await fixture.repository({ a: '1' });
  await commitChanges(repository, { ref: 'HEAD', changes: changes({ a: '2' }), message: 'feat: second\n\nbody' });
  expect(fixture.git('reflog', 'main', '--format=%gs').split('\n')[0]).toBe('commit: feat: second');
  expect(fixture.git('show', 'main@{1}:a')).toBe('1');
  expect(fixture.git('show', 'HEAD@{1}:a')).toBe('1');
});

test.each(['2', '3', '4'])('brings an index of version %s along', async (version) => {
  const repository = await fixture.repository({ a: '1', 'deep/er/b': '1', 'deep/er/c': '1', ünïcode: 'x', z: '1' });
  fixture.git('update-index', '--index-version', version);
  if (version === '3') {
    await fixture.put('later', 'x');
    fixture.git('add', '--intent-to-add', 'later');
  }
  await commitChanges(repository, {
    ref: 'HEAD',
    changes: changes({ 'deep/er/b': '2', 'deep/d': 'new', z: null, ünïcode: 'y' }),
    message,
  });
  expect(fixture.status()).toBe(version === '3' ? ' A later\n' : '');
  expect(fixture.git('ls-files').trim().split('\n').length).toBe(version === '3' ? 6 : 5);
});

test('refuses a split index rather than losing what it says', async () => {
  const repository = await fixture.repository({ a: '1' });
  fixture.git('update-index', '--split-index');
  const commit = commitChanges(repository, { ref: 'HEAD', changes: changes({ a: '2' }), message });
  await expect(commit).rejects.toMatchObject({
    code: 'unsupported-index',
    hint: expect.stringContaining('--no-split-index') as string,
  });
  expect(await fixture.get('a')).toBe('1');
});

test('commits onto packed refs and packed objects', async () => {
  const repository = await fixture.repository({ 'genome/a/one.ts': '1', 'genome/a/two.ts': '2' });
  fixture.git('gc', '-q');
  expect(await fixture.get('.git/packed-refs')).toContain('refs/heads/main');
  await commitChanges(repository, { ref: 'main', changes: changes({ 'genome/a/one.ts': '1!' }), message });
  expect(fixture.git('rev-list', '--count', 'main').trim()).toBe('2');
  expect(fixture.status()).toBe('');
  fixture.git('fsck', '--strict');
});

test('binary bytes arrive as they are', async () => {
  const repository = await fixture.repository();
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  await commitChanges(repository, { ref: 'HEAD', changes: new Map([['blob', all]]), message });
  expect(fixture.git('hash-object', 'blob').trim()).toBe(fixture.git('rev-parse', 'HEAD:blob').trim());
  expect(bytes('')).toHaveLength(0);
});
