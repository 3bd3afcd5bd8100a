import { expect, onTestFinished, test } from 'vitest';
import { RecentSite } from '../../src/dashboard/recent-site.ts';
import { Memory } from '../../src/dashboard/model/memory.ts';
import { Site } from '../../src/dashboard/site.ts';
import { openSwiftObjects, type SwiftObjects } from '../../src/git/swift-objects.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const fixture = new DashboardFixture();
const locusPage = { kind: 'locus', locus: 'bridge_create', page: 1 } as const;

function recentSite(): RecentSite {
  const recent = new RecentSite(fixture.root, 'default', 0);
  onTestFinished(() => {
    recent.close();
  });
  return recent;
}

test('nothing is read again while nothing has changed', async () => {
  await fixture.story();
  const recent = recentSite();
  const first = await recent.site();
  expect(await recent.site()).toBe(first);
});

test.each([
  ['a commit', () => fixture.git('commit', '--quiet', '--allow-empty', '-m', 'x')],
  ['a branch that is fetched', () => fixture.git('update-ref', 'refs/remotes/origin/fitness/x', 'HEAD')],
  [
    'a branch that goes',
    () => fixture.git('update-ref', '-d', 'refs/remotes/origin/mutation/bridge_create/0123456789ab'),
  ],
  [
    'a run',
    () => {
      fixture.observe(fixture.seed('bridge_create', 1), 1, true);
    },
  ],
  [
    'a name for this machine',
    () => {
      fixture.markMachine('0123456789abcdef0123456789abcdef');
    },
  ],
])('%s is seen', async (_, change) => {
  await fixture.story();
  const recent = recentSite();
  const first = await recent.site();
  change();
  const second = await recent.site();
  expect(second).not.toBe(first);
  expect(await recent.site()).toBe(second);
});

test('what git names by its content is read once, however often the genome is looked at', async () => {
  await fixture.story();
  const memory = new Memory();
  const read = async (): Promise<readonly string[]> => {
    const blobs: string[] = [];
    const openObjects = async (...args: Parameters<typeof openSwiftObjects>): Promise<SwiftObjects> => {
      const objects = await openSwiftObjects(...args);
      return { ...objects, readBlob: (oid) => (blobs.push(oid), objects.readBlob(oid)) };
    };
    const site = await Site.open(fixture.root, 'default', { memory, openObjects });
    await site.page(locusPage);
    site.close();
    return blobs;
  };
  const certificates = fixture
    .git('ls-tree', '-r', 'HEAD', 'genome/bridge_create/')
    .split('\n')
    .flatMap((line) => /^\d+ blob ([0-9a-f]+)\t.*\.toml$/.exec(line)?.[1] ?? []);
  expect(certificates.length).toBeGreaterThan(3);
  const first = new Set(await read());
  expect(certificates.filter((oid) => !first.has(oid))).toEqual([]);
  await fixture.born('bridge_create', 'export default async () => ({ success: true, late: 1 });\n');
  const second = new Set(await read());
  expect(certificates.filter((oid) => second.has(oid))).toEqual([]);
});

test('a history longer than a page goes on, on pages of its own, to its end', async () => {
  await fixture.story();
  for (let count = 0; count < 70; count += 1) {
    fixture.git('commit', '--quiet', '--allow-empty', '-m', `talk ${count}\n\nSg-Locus: bridge_create`);
  }
  const site = await Site.open(fixture.root, 'default');
  onTestFinished(() => {
    site.close();
  });
  const pages = [await site.page(locusPage)];
  for (const page of [2, 3]) pages.push(await site.page({ kind: 'history', locus: 'bridge_create', page }));
  expect(pages[2]).toBeUndefined();
  const talks = pages.flatMap((page) => [...(page ?? '').matchAll(/class="reason">talk (\d+)</g)].map(([, at]) => at));
  expect(talks).toEqual(Array.from({ length: 70 }, (_, index) => String(69 - index)));
  expect(pages[0]).toContain('href="../history/bridge_create.2.html" rel="next"');
  expect(pages[1]).toContain('href="../loci/bridge_create.html#history" rel="prev"');
  expect(pages[1]).not.toContain('rel="next"');
  expect(await site.page({ kind: 'history', locus: 'bridge_create', page: 1 })).toBeUndefined();
});
