import path from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { exportDashboard } from '../../src/dashboard/export-dashboard.ts';
import { serveDashboard } from '../../src/dashboard/serve-dashboard.ts';
import type { Sha256 } from '../../src/model/digest.ts';
import { Browser, hasBrowser } from './browser.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const fixture = new DashboardFixture();
let browser: Browser;

beforeAll(async () => {
  if (hasBrowser) browser = await Browser.open();
});

afterAll(async () => {
  if (hasBrowser) await browser.close();
});

function pathsOf(mutant: Sha256): readonly string[] {
  const fixed = [
    'index',
    'pathways',
    'phenotypes',
    'phenotypes/default',
    'proposals',
    'hosts',
    'loci/bridge_create',
    'loci/bridge_stp',
  ];
  return [...fixed, `alleles/bridge_create/${mutant}`].map((name) => `${name}.html`);
}

async function serve(): Promise<string> {
  const running = await serveDashboard({ start: fixture.root, phenotype: 'default', port: 0 });
  onTestFinished(() => running.close());
  return running.url;
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const browsing = test.skipIf(!hasBrowser);

browsing.each(['light', 'dark'] as const)('no page has an accessibility violation, %s', async (theme) => {
  const mutant = await fixture.story();
  const url = await serve();
  await browser.theme(theme);
  for (const page of pathsOf(mutant)) {
    await browser.visit(url + page);
    await browser.value(`for (const each of document.querySelectorAll('details')) each.open = true`);
    await browser.value(axe.source);
    const found = (await browser.value(`axe.run().then(({ violations }) => violations)`)) as readonly Violation[];
    expect([
      page,
      found.map(({ id, nodes }) => [id, nodes.map(({ failureSummary, html }) => `${html}: ${failureSummary}`)]),
    ]).toEqual([page, []]);
  }
  const page = (await browser.value(`getComputedStyle(document.body).backgroundColor`)) as string;
  expect(page).toBe(theme === 'light' ? 'rgb(247, 248, 250)' : 'rgb(18, 22, 27)');
  expect(browser.complaints).toEqual([]);
});

browsing('on a narrow screen no page is wider than it, and no word of a table is broken', async () => {
  const mutant = await fixture.story();
  const url = await serve();
  await browser.send('Emulation.setDeviceMetricsOverride', {
    width: 360,
    height: 800,
    deviceScaleFactor: 1,
    mobile: false,
  });
  onTestFinished(async () => {
    await browser.send('Emulation.clearDeviceMetricsOverride');
  });
  const broken = `[...document.querySelectorAll('td .badge, td a code')].filter((each) => each.getBoundingClientRect().height > 30).map((each) => each.textContent)`;
  for (const page of pathsOf(mutant)) {
    await browser.visit(url + page);
    expect([page, await browser.value('document.documentElement.scrollWidth'), await browser.value(broken)]).toEqual([
      page,
      360,
      [],
    ]);
  }
});

browsing('nothing that strangers wrote becomes a part of a page', async () => {
  const mutant = await fixture.story();
  const url = await serve();
  for (const page of pathsOf(mutant)) {
    await browser.visit(url + page);
    const planted = `document.querySelectorAll('img, iframe, form, [onerror], a[href^="javascript"], main script, b > x').length`;
    expect([page, await browser.value(planted)]).toEqual([page, 0]);
    expect(await browser.value('document.title')).not.toBe('owned');
    const parts = (await browser.value(
      `[...document.querySelectorAll('[href], [src]')].map((each) => new URL(each.href?.baseVal ?? each.href ?? each.src, location).origin)`,
    )) as string[];
    expect(new Set(parts)).toEqual(new Set([new URL(url).origin]));
  }
  expect(browser.complaints).toEqual([]);
});

browsing('a long table can be filtered and sorted, and says the same without scripts', async () => {
  await fixture.begin();
  const url = await serve();
  const rows = `[...document.querySelectorAll('tbody tr')].filter((row) => !row.hidden).map((row) => row.cells[0].textContent.trim().split(/\\s/)[0])`;
  await browser.visit(url);
  const all = (await browser.value(rows)) as string[];
  expect(all).toContain('bridge_create');
  await browser.value(`document.querySelector('thead button').click()`);
  await browser.value(`document.querySelector('thead button').click()`);
  expect(await browser.value(`document.querySelector('th').getAttribute('aria-sort')`)).toBe('descending');
  expect(await browser.value(rows)).toEqual([...all].sort((a, b) => b.localeCompare(a, 'en')));
  await browser.value(
    `{ const input = document.querySelector('.filter input'); input.value = 'bridge_c'; input.dispatchEvent(new Event('input')); }`,
  );
  expect(await browser.value(rows)).toEqual(['bridge_create']);
  await browser.scripts(false);
  await browser.visit(url);
  const plain = await browser.value(rows);
  await browser.scripts(true);
  expect(plain).toEqual(all);
});

browsing('the keyboard reaches the content first, and what has the focus shows it', async () => {
  await fixture.begin();
  await browser.visit(await serve());
  await browser.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 });
  await browser.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 });
  const focus = `({ text: document.activeElement.textContent, outline: getComputedStyle(document.activeElement).outlineStyle, left: document.activeElement.getBoundingClientRect().left })`;
  expect(await browser.value(focus)).toEqual({ text: 'Skip to content', outline: 'solid', left: 0 });
  await browser.send('Input.dispatchKeyEvent', {
    type: 'keyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 13,
    text: '\r',
  });
  expect(await browser.value(`location.hash`)).toBe('#main');
});

browsing('an export is read from the disk, with its style and its script', async () => {
  await fixture.story();
  const folder = path.join(fixture.root, '.sg', 'site');
  await exportDashboard({ start: fixture.root, phenotype: 'default', folder });
  await browser.theme('light');
  await browser.visit(`file://${folder}/index.html`);
  expect(await browser.value(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(247, 248, 250)');
  expect(await browser.value(`document.querySelectorAll('.filter').length`)).toBe(1);
  await browser.value(`document.querySelector('a[href="loci/bridge_create.html"]').click()`);
  await expect.poll(() => browser.value(`document.querySelector('h1')?.textContent ?? ''`)).toBe('bridge_create');
  expect(browser.complaints).toEqual([]);
});
