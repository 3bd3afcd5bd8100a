import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedFiles } from '../../src/git/changed-files.ts';
import { commitChanges } from '../../src/git/commit-changes.ts';
import type { Repository } from '../../src/git/repository.ts';
import { changes, GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

async function commit(repository: Repository, files: Readonly<Record<string, string | null>>): Promise<string> {
  return (await commitChanges(repository, { ref: 'HEAD', changes: changes(files), message: 'change\n' })).commit;
}

test('law: changed files are those of git diff', async () => {
  const path = fc.constantFrom('a/x', 'a/y/z', 'a/y', 'b/x', 'c/q', 'c-d/q');
  const file = fc.option(fc.constantFrom('1', '2'));
  const steps = fc.array(fc.dictionary(path, file, { minKeys: 1 }), { minLength: 1, maxLength: 5 });
  const repository = await fixture.repository({ 'a/x': '0', outside: '0' });
  await fc.assert(
    fc.asyncProperty(steps, async (files) => {
      const before = fixture.git('rev-parse', 'HEAD').trim();
      for (const step of files) await commit(repository, step).catch(ignoreConflict);
      const after = fixture.git('rev-parse', 'HEAD').trim();
      const asGit = fixture
        .git('diff', '--no-renames', '--raw', '--no-abbrev', before, after, '--', 'a', 'b', 'c')
        .split('\n')
        .flatMap((line) => / ([0-9a-f]{40}) ([0-9a-f]{40}) \w\t(.*)/.exec(line)?.slice(1, 4).join(' ') ?? [])
        .sort();
      const state = (from: string, to: 'work-tree' | { commit: string }): Promise<readonly string[]> =>
        changedFiles(repository, { from: { commit: from }, to }, ['a', 'b', 'c']).then((found) =>
          found.map((each) => `${each.before ?? none} ${each.after ?? none} ${each.path}`).sort(),
        );
      expect(await state(before, { commit: after })).toEqual(asGit);
      expect(await state(before, 'work-tree')).toEqual(asGit);
    }),
    { numRuns: 15 },
  );
});

const none = '0'.repeat(40);

function ignoreConflict(error: unknown): void {
  if ((error as { code?: string }).code !== 'path-conflict') throw error;
}
