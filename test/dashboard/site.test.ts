import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { routePath } from '../../src/dashboard/markup/routes.ts';
import { Site } from '../../src/dashboard/site.ts';
import { publishLedger } from '../../src/evolution/evolve/fitness-branch.ts';
import { identityText } from '../../src/ledger/host-identity.ts';
import { sha256 } from '../../src/model/digest.ts';
import { genomeStatus } from '../../src/organism/status/status.ts';
import { DashboardFixture, planted } from './dashboard-fixture.ts';
import { addressesOf } from './links.ts';

const fixture = new DashboardFixture();

async function open(): Promise<Site> {
  const site = await Site.open(fixture.root, 'default');
  onTestFinished(() => {
    site.close();
  });
  return site;
}

async function pagesOf(site: Site): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  for await (const route of site.routes()) pages.set(routePath(route), (await site.page(route)) ?? 'missing');
  return pages;
}

/** Every file below a folder with its content. */
function filesBelow(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => path.join(file.parentPath, file.name)).sort();
  return new Map(paths.map((file) => [file, readFileSync(file, 'latin1')]));
}

const locusPage = { kind: 'locus', locus: 'bridge_create', page: 1 } as const;

test('what strangers wrote is shown as text on every page, and nothing is written anywhere', async () => {
  const mutant = await fixture.story();
  const before = filesBelow(fixture.root);
  const pages = await pagesOf(await open());
  expect(pages.size).toBeGreaterThan(12);
  for (const page of pages.values()) {
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/<img|<iframe|<object|<form|\sstyle=|\son[a-z]+="/);
    expect(page).not.toMatch(/[\u200b\u202e]/);
    expect(addressesOf(page).filter((address) => !/^[A-Za-z0-9_./-]*(#[a-z-]+)?$/.test(address))).toEqual([]);
  }
  const allele = pages.get(`alleles/bridge_create/${mutant}.html`) ?? '';
  expect(allele).toContain('&lt;script&gt;document.title=&quot;owned&quot;&lt;/script&gt; a\\u{202e}b\\u{200b}c');
  expect(allele).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
  expect(allele).toContain(planted.link);
  expect(pages.get('hosts.html')).toContain('fitness/&lt;b&gt;bold');
  expect(pages.get('proposals.html')).toContain('propose &lt;/code&gt;');
  expect(pages.get('loci/bridge_create.html')).toContain('better &lt;/code&gt;&lt;/pre&gt;&lt;script&gt;');
  expect(filesBelow(fixture.root)).toEqual(before);
});

test('the overview says what `sg status` says', async () => {
  await fixture.story();
  // `sg status` speaks of this machine alone.
  fixture.git('update-ref', '-d', 'refs/heads/fitness/rack-1');
  const status = await genomeStatus(fixture.root, 'default');
  const page = (await (await open()).page({ kind: 'overview' })) ?? '';
  const { alleles } = status.loci.find(({ locus }) => locus === 'bridge_create')!;
  const { fitness, tally, allele } = alleles[0]!;
  const row = /<tr>(?:(?!<\/tr>)[\s\S])*loci\/bridge_create\.html[\s\S]*?<\/tr>/.exec(page)?.[0] ?? '';
  expect(row).toContain(`alleles/bridge_create/${allele}.html`);
  expect(row).toContain(`95 % interval ${fitness.interval.low.toFixed(2)} to ${fitness.interval.high.toFixed(2)}`);
  expect(row).toContain('resilience');
  expect(row).toMatch(new RegExp(`<td class="num">\\s*${tally.attempts}\\s*</td>`));
});

test('a machine whose ledger is here and in a branch counts once', async () => {
  await fixture.begin();
  const mutant = await fixture.mutant();
  fixture.observe(mutant, 3, true);
  const id = sha256('this machine').slice(0, 32);
  await publishLedger(fixture.repo!, fixture.ledger, 'fitness/here');
  fixture.git('switch', '--quiet', 'fitness/here');
  await fixture.put('host.json', identityText(id));
  fixture.commitAll();
  fixture.git('switch', '--quiet', 'main');
  const runs = async (): Promise<string | undefined> => {
    const page = await (await open()).page({ kind: 'allele', locus: 'bridge_create', allele: mutant });
    return /<dt>Runs<\/dt>\s*<dd>\s*(\d+)/.exec(page ?? '')?.[1];
  };
  // A stranger's branch of the same records is another machine's work.
  expect(await runs()).toBe('6');
  fixture.markMachine(id);
  expect(await runs()).toBe('3');
});

test('fitness over time ends where the table says, with what is unknown', async () => {
  const mutant = await fixture.story();
  const page = (await (await open()).page({ kind: 'allele', locus: 'bridge_create', allele: mutant })) ?? '';
  const chart = /<svg\s+class="chart"[^>]*aria-label="([^"]*)"/.exec(page)?.[1] ?? '';
  expect(chart).toContain('fitness 1.00, 95 % interval');
  expect(chart).toContain('unknown on resilience');
  const low = /95 % interval (\d\.\d\d) to (\d\.\d\d)/.exec(chart)?.slice(1) ?? [];
  expect(page).toContain(`${low[0]} to ${low[1]}</small>`);
});

test('the story of a promotion: who took whose place, why, and on what numbers', async () => {
  await fixture.begin();
  const mutant = await fixture.mutant();
  const replaced = fixture.seed('bridge_create', 0);
  await fixture.edit('phenotypes/default.toml', `dominant = "${replaced}"`, `dominant = "${mutant}"`);
  const trailers = `Sg-Phenotype: default\nSg-Locus: bridge_create\nSg-Allele: ${mutant}\nSg-Replaces: ${replaced}\nSg-Wins: 10\nSg-Losses: 0\nSg-Evidence: M=186.0909 alpha=0.05 own=11/11 dominant=0/12\nSg-Reason: it announces`;
  fixture.commitAll(`promote\n\n${trailers}`);
  const page = (await (await open()).page(locusPage)) ?? '';
  const text = page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  expect(text).toContain(`${mutant.slice(0, 12)} takes the place of ${replaced.slice(0, 12)}`);
  expect(text).toContain('it announces');
  expect(text).toContain('Right 10 times where the other was wrong, and wrong 0 times');
  expect(text).toContain('M = 186.0909 with α = 0.05');
});

test('what cannot be read is named and takes nothing else away', async () => {
  const mutant = await fixture.story();
  fixture.git('rm', '--quiet', `genome/bridge_create/${mutant}.toml`);
  await fixture.put(`genome/bridge_uplink/${fixture.seed('bridge_uplink', 0)}.ts`, 'altered');
  await fixture.put('phenotypes/broken.toml', 'name = ');
  await fixture.put('contracts/genes/check_link_state.sg', 'gene');
  fixture.commitAll();
  const pages = await pagesOf(await open());
  expect(pages.get('loci/bridge_create.html')).toContain('certificate-missing');
  const altered = pages.get(`alleles/bridge_uplink/${fixture.seed('bridge_uplink', 0)}.html`);
  expect(altered).toContain('allele-digest-mismatch');
  expect(altered).not.toContain('altered</code>');
  expect(pages.get('phenotypes.html')).toContain('phenotype-syntax');
  expect(pages.get('index.html')).toMatch(/\d+ errors? in contracts/);
});

test('what is not committed is not shown', async () => {
  await fixture.begin();
  await fixture.put('phenotypes/draft.toml', 'name = "draft"\n');
  const site = await open();
  expect(await site.page({ kind: 'phenotype', phenotype: 'draft' })).toBeUndefined();
  expect(await site.page({ kind: 'locus', locus: 'nowhere', page: 1 })).toBeUndefined();
  expect(await site.page({ ...locusPage, page: 2 })).toBeUndefined();
  expect(await site.page({ kind: 'allele', locus: 'bridge_create', allele: sha256('none') })).toBeUndefined();
  expect(await site.page({ kind: 'proposals', page: 2 })).toBeUndefined();
});
