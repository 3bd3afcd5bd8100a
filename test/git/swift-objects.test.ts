import { expect, test, vi } from 'vitest';
import { openObjects } from '../../src/git/object-store.ts';
import type { Repository } from '../../src/git/repository.ts';
import { openSwiftObjects } from '../../src/git/swift-objects.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

/** Every object of a repository, read both ways. */
async function compareAll(repository: Repository): Promise<number> {
  const [objects, swift] = [await openObjects(repository), await openSwiftObjects(repository)];
  const listed = fixture.git('cat-file', '--batch-all-objects', '--batch-check').trim().split('\n');
  try {
    await Promise.all(
      listed.map(async (line) => {
        const [oid = '', type] = line.split(' ');
        if (type === 'commit') expect(await swift.readCommit(oid)).toEqual(await objects.readCommit(oid));
        if (type === 'tree') expect(await swift.readTree(oid)).toEqual(await objects.readTree(oid));
        if (type === 'blob') {
          expect(Buffer.from(await swift.readBlob(oid))).toEqual(Buffer.from(await objects.readBlob(oid)));
        }
      }),
    );
  } finally {
    swift.close();
  }
  return listed.length;
}

async function varied(): Promise<Repository> {
  const repository = await fixture.branched();
  await fixture.put('Ü/large', 'x\n'.repeat(100_000));
  await fixture.put('empty', '');
  fixture.git('add', '--all');
  vi.stubEnv('GIT_AUTHOR_NAME', 'Jörg <x> van der Ä');
  vi.stubEnv('GIT_AUTHOR_DATE', '1700000000 -0330');
  vi.stubEnv('GIT_COMMITTER_DATE', '1700000000 +0545');
  fixture.git('commit', '-q', '-m', 'Ä subject\n\nbody\n\nSg-Locus: x');
  return repository;
}

test('reads what is read without the git program, loose and packed', async () => {
  const repository = await varied();
  expect(await compareAll(repository)).toBeGreaterThan(12);
  fixture.git('gc', '-q');
  await compareAll(repository);
});

test('without a git program, and after it is closed, reads all the same', async () => {
  const repository = await varied();
  const head = fixture.git('rev-parse', 'HEAD').trim();
  const swift = await openSwiftObjects(repository);
  swift.close();
  expect((await swift.readCommit(head)).oid).toBe(head);
  vi.stubEnv('PATH', fixture.root);
  const alone = await openSwiftObjects(repository);
  expect((await alone.readCommit(head)).oid).toBe(head);
  expect((await alone.readCommit(head)).oid).toBe(head);
  alone.close();
});

test('follows tags and misses objects as the other way does', async () => {
  const repository = await varied();
  fixture.git('tag', '-a', '-m', 'v', 'v1');
  const swift = await openSwiftObjects(repository);
  expect((await swift.readCommit(fixture.git('rev-parse', 'v1').trim())).oid).toBe(
    fixture.git('rev-parse', 'HEAD').trim(),
  );
  await expect(swift.readBlob('0'.repeat(40))).rejects.toMatchObject({ code: 'git-object-missing' });
  await expect(swift.readTree(fixture.git('rev-parse', 'HEAD:empty').trim())).rejects.toMatchObject({ exitStatus: 3 });
  swift.close();
});

test('a tree that is cut short ends in an error and not in a loop', async () => {
  const repository = await varied();
  await fixture.put('broken', '100644 a');
  const oid = fixture.git('hash-object', '-t', 'tree', '-w', '--literally', 'broken').trim();
  const swift = await openSwiftObjects(repository);
  await expect(swift.readTree(oid)).rejects.toMatchObject({ code: 'git-object-unreadable' });
  swift.close();
});
