import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, tryOpenWorkspace } from '../../src/organism/workspace.ts';
import { GitFixture } from '../git/git-fixture.ts';

describe('the state in .sg', () => {
  const fixture = new GitFixture();
  beforeEach(async () => {
    await fixture.repository({ '-first': '', '.gitignore': '.sg/\n', 'contracts/genes/x.sg': '', 'a/.sg/x': '' });
  });

  function commitForced(path: string): void {
    fixture.git('add', '--force', '--', path);
    fixture.git('commit', '--quiet', '--message=a gift');
  }

  const refused = { name: 'IntegrityError', code: 'state-in-history' };

  it('is this machine’s own where git holds nothing of it', async () => {
    await fixture.put('.sg/cache/gene.bin', 'ours');
    expect((await openWorkspace(fixture.root)).cache).toBe(join(fixture.root, '.sg', 'cache'));
  });

  it.each(['.sg/cache/gene-0.bin', '.sg/cache/arena/0.json', '.sg/ledger/0001', '.SG/world.json', '.Sg/x'])(
    'is refused where a clone brings %s',
    async (path) => {
      await fixture.put(path, 'theirs');
      commitForced(path);
      await expect(openWorkspace(fixture.root)).rejects.toMatchObject(refused);
      await expect(tryOpenWorkspace(join(fixture.root, 'contracts'))).rejects.toMatchObject(refused);
      fixture.git('rm', '-r', '--force', '--quiet', path.slice(0, 3));
      await expect(openWorkspace(fixture.root)).resolves.toMatchObject({ root: fixture.root });
    },
  );

  it('is refused as a link and as a repository of its own', async () => {
    await symlink('/var/lib', join(fixture.root, '.sg'));
    commitForced('.sg');
    await expect(openWorkspace(fixture.root)).rejects.toMatchObject(refused);
    fixture.git('rm', '--force', '--quiet', '.sg');
    await mkdir(join(fixture.root, '.sg'));
    const head = fixture.git('rev-parse', 'HEAD').trim();
    fixture.git('update-index', '--add', '--cacheinfo', `160000,${head},.sg`);
    await expect(openWorkspace(fixture.root)).rejects.toMatchObject(refused);
  });

  it('is refused whatever form the index has', async () => {
    await fixture.put('.settings', '');
    await fixture.put('.sg/x', '');
    commitForced('.settings');
    fixture.git('update-index', '--index-version=4');
    await expect(openWorkspace(fixture.root)).resolves.toMatchObject({ root: fixture.root });
    commitForced('.sg/x');
    await expect(openWorkspace(fixture.root)).rejects.toMatchObject(refused);
  });
});
