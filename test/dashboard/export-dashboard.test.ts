import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exportDashboard, type DashboardExport } from '../../src/dashboard/export-dashboard.ts';
import { DashboardFixture } from './dashboard-fixture.ts';
import { addressesOf, idsOf } from './links.ts';

const fixture = new DashboardFixture();

/** Beside the genome, in its temporary folder's `.sg`, which git leaves out. */
function place(name = 'site'): string {
  return path.join(fixture.root, '.sg', 'out', name);
}

function written(folder = place(), start = fixture.root): Promise<DashboardExport> {
  return exportDashboard({ start, phenotype: 'default', folder });
}

function pagesBelow(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files.filter(({ name }) => name.endsWith('.html')).map((file) => path.join(file.parentPath, file.name));
}

test('every link of an export leads to a file of it, and every page is reached from the first', async () => {
  await fixture.story();
  const { folder, pages, bytes } = await written();
  const files = pagesBelow(folder);
  expect(files).toHaveLength(pages);
  expect(bytes).toBeGreaterThan(10_000);
  const reached = new Set<string>();
  const waiting = [path.join(folder, 'index.html')];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const address of addressesOf(readFileSync(file, 'utf8'))) {
      const [target = '', fragment] = address.split('#');
      const at = target === '' ? file : path.join(path.dirname(file), target);
      expect([address, existsSync(at)]).toEqual([address, true]);
      if (fragment !== undefined) expect([...idsOf(readFileSync(at, 'utf8'))]).toContain(fragment);
      if (at.endsWith('.html')) waiting.push(at);
    }
  }
  // Proposals that were not merged have no page of their own; everything else is found from the overview.
  expect(files.filter((file) => !reached.has(file))).toEqual([]);
});

test('the same genome gives the same bytes, and an export is replaced as a whole', async () => {
  await fixture.begin();
  const { folder } = await written();
  const before = pagesBelow(folder).map((file) => readFileSync(file, 'utf8'));
  writeFileSync(path.join(folder, 'stale.html'), 'gone with the next');
  await written();
  expect(existsSync(path.join(folder, 'stale.html'))).toBe(false);
  expect(pagesBelow(folder).map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  expect(readdirSync(path.dirname(folder))).toEqual(['site']);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
  expect(existsSync(path.join(folder, '.nojekyll'))).toBe(true);
});

test('what it did not make stays as it is', async () => {
  await fixture.begin();
  mkdirSync(place('mine'), { recursive: true });
  writeFileSync(path.join(place('mine'), 'letter.txt'), 'dear');
  writeFileSync(place('file'), 'text');
  mkdirSync(place('elsewhere'));
  symlinkSync(place('elsewhere'), place('link'));
  for (const name of ['mine', 'file', 'link']) {
    await expect(written(place(name))).rejects.toMatchObject({ code: 'export-folder-not-ours', exitStatus: 2 });
  }
  expect(readFileSync(path.join(place('mine'), 'letter.txt'), 'utf8')).toBe('dear');
  expect(readdirSync(place('.')).sort()).toEqual(['elsewhere', 'file', 'link', 'mine']);
  await written(place('elsewhere'));
  expect(existsSync(path.join(place('elsewhere'), 'index.html'))).toBe(true);
});

test('an export that fails leaves the one before and nothing beside it', async () => {
  await fixture.begin();
  const { folder } = await written();
  const before = readFileSync(path.join(folder, 'index.html'), 'utf8');
  let pages = 0;
  const failing = exportDashboard({
    start: fixture.root,
    phenotype: 'default',
    folder,
    progress: () => {
      pages += 1;
      if (pages === 4) throw new Error('no room');
    },
  });
  await expect(failing).rejects.toThrow('no room');
  expect(readFileSync(path.join(folder, 'index.html'), 'utf8')).toBe(before);
  expect(readdirSync(path.dirname(folder))).toEqual(['site']);
});

test('a folder that cannot be made is the environment', async () => {
  await fixture.begin();
  await fixture.put('.sg/out/file', 'text');
  await expect(written(path.join(place('file'), 'site'))).rejects.toMatchObject({
    code: 'export-failed',
    exitStatus: 4,
  });
});
