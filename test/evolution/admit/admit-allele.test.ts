import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseEvidence } from '../../../src/arena/evidence.ts';
import { CompilerThread } from '../../../src/arena/static/compiler-thread.ts';
import { admitAllele, type AdmitRequest } from '../../../src/evolution/admit/admit-allele.ts';
import { allelePath, certificatePath, evidencePath } from '../../../src/genome/allele-path.ts';
import { parseCertificate } from '../../../src/genome/certificate-text.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { git, Publisher, publisherTemplate } from '../../organism/host/host-fixture.ts';

const locus = 'link_up';

let template: string;
let publisher: Publisher;
let compiler: CompilerThread;

beforeAll(async () => {
  compiler = new CompilerThread();
  template = await publisherTemplate();
});

afterAll(() => {
  compiler.dispose();
  rmSync(template, { recursive: true, force: true });
});

beforeEach(() => {
  publisher = Publisher.make(template);
});

/** A file outside of the genome, as somebody writes it. */
function written(source: string): string {
  const file = path.join(publisher.root, '..', `${path.basename(publisher.root)}-mine.ts`);
  writeFileSync(file, source);
  return file;
}

function admit(source: string, request: Partial<AdmitRequest> = {}): ReturnType<typeof admitAllele> {
  const file = written(source);
  return admitAllele(publisher.root, {
    locus,
    file,
    note: 'Says more',
    parents: [],
    phenotype: 'default',
    dryRun: false,
    version: 'test',
    compiler,
    workers: 1,
    budget: { worlds: 4, faultWorlds: 1, pairs: 4 },
    ...request,
  }).finally(() => {
    rmSync(file, { force: true });
  });
}

function dominant(): { readonly digest: string; readonly source: string } {
  const { digest } = publisher.allele(locus);
  return { digest, source: publisher.genome.source(locus, digest) };
}

function head(): Promise<string> {
  return git(publisher.root, 'rev-parse', 'HEAD');
}

it('commits source, certificate and evidence of what the arena lets pass, once, and expresses nothing', async () => {
  const { digest: parent, source } = dominant();
  const mine = `${source}\n// mine\n`;
  const digest = sha256(mine);
  const expressed = readFileSync(publisher.genome.file('phenotypes/default.toml'), 'utf8');

  const result = await admit(mine, { parents: [parent.slice(0, 12)] });

  expect(result).toMatchObject({ digest, admitted: true, commit: await head() });
  expect(publisher.genome.source(locus, digest)).toBe(mine);
  const place = certificatePath(locus, digest);
  expect(parseCertificate(readFileSync(publisher.genome.file(place), 'utf8'), place)).toMatchObject({
    origin: 'author',
    parents: [parent],
    generation: 1,
    note: 'Says more',
  });
  const evidence = readFileSync(publisher.genome.file(evidencePath(locus, digest)), 'utf8');
  expect(parseEvidence(evidence, 'test').verdict.result).toBe('passed');
  expect(await git(publisher.root, 'log', '-1', '--format=%s%n%(trailers:key=Sg-Allele,valueonly)')).toBe(
    `${locus}: admit ${digest.slice(0, 12)}\n${digest}`,
  );
  expect(readFileSync(publisher.genome.file('phenotypes/default.toml'), 'utf8')).toBe(expressed);

  const before = await head();
  expect(await admit(mine)).toMatchObject({ admitted: true, commit: null });
  expect(await head()).toBe(before);
});

it('commits nothing of what the arena rejects', async () => {
  const before = await head();
  const wrong = 'export default async function execute(input, kernel) {\n  return { success: true };\n}\n';

  expect(await admit(wrong)).toMatchObject({ admitted: false, commit: null });

  expect(await head()).toBe(before);
  expect(await git(publisher.root, 'status', '--porcelain')).toBe('');
});

it('commits nothing on a dry run', async () => {
  const before = await head();

  expect(await admit(`${dominant().source}\n// mine\n`, { dryRun: true })).toMatchObject({
    admitted: true,
    commit: null,
  });

  expect(await head()).toBe(before);
});

it('takes the first allele of a gene that has none yet', async () => {
  const contract = readFileSync(publisher.genome.file('contracts/genes/link_up.sg'), 'utf8');
  publisher.genome.contract('genes', 'link_raise', contract.replace('gene link_up', 'gene link_raise'));
  await publisher.commit('a new question');

  const result = await admit(dominant().source, { locus: 'link_raise' });

  expect(result).toMatchObject({ admitted: true, evidence: { incumbent: null } });
  expect(readFileSync(publisher.genome.file(allelePath('link_raise', result.digest)), 'utf8')).toBe(dominant().source);
});

it('refuses parents and files that are not there, before anything is judged', async () => {
  await expect(admit('', { parents: ['0123456789'] })).rejects.toMatchObject({ code: 'unknown-allele' });
  await expect(admit('', { file: path.join(publisher.root, 'nope.ts') })).rejects.toMatchObject({
    code: 'no-candidate',
  });
  await expect(admit(dominant().source, { locus: 'nope' })).rejects.toMatchObject({ code: 'unknown-locus' });
});
