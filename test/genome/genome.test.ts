import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allelePath, certificatePath } from '../../src/genome/allele-path.ts';
import type { Certificate } from '../../src/genome/certificate.ts';
import { formatCertificate } from '../../src/genome/certificate-text.ts';
import { Genome } from '../../src/genome/genome.ts';
import { workTree } from '../../src/git/work-tree.ts';
import { sha256 } from '../../src/model/digest.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sg-genome-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

const source = 'export default async function execute() { return { success: true }; }\n';
const digest = sha256(source);

function certificate(change: Partial<Certificate> = {}): Certificate {
  return {
    locus: 'bridge_create',
    digest,
    parents: [],
    origin: 'seed',
    generation: 0,
    created: '2026-03-01T12:00:00Z',
    contract: sha256('contract'),
    ...change,
  };
}

const genome = (): Genome => new Genome(workTree(root));

test('a genome without a folder has no loci, no alleles and no strays', async () => {
  expect(await genome().loci()).toEqual([]);
  expect(await genome().alleles('bridge_create')).toEqual([]);
  expect(await genome().strays()).toEqual([]);
});

test('lists loci and alleles in order, and reports what does not belong', async () => {
  const other = sha256('other');
  await put(allelePath('vlan_create', digest), source);
  await put(allelePath('bridge_create', digest), source);
  await put(allelePath('bridge_create', other), 'other');
  await put(certificatePath('bridge_create', digest), formatCertificate(certificate()));
  await put('genome/bridge_create/contract.d.ts', '');
  await put('genome/kernel.d.ts', '');
  await put('genome/notes.txt', '');
  await put('genome/Odd-Name/x.ts', '');
  await put(`genome/bridge_create/${sha256('gone')}.toml`, '');
  await put('genome/bridge_create/draft.ts', '');
  await put('genome/bridge_create/old/x.ts', '');
  await symlink('draft.ts', join(root, `genome/bridge_create/${sha256('link')}.ts`));

  expect(await genome().loci()).toEqual(['bridge_create', 'vlan_create']);
  expect(await genome().alleles('bridge_create')).toEqual([digest, other].sort());
  expect(await genome().strays()).toEqual(
    expect.arrayContaining([
      { path: 'genome/Odd-Name', reason: 'not the name of a locus' },
      { path: 'genome/notes.txt', reason: 'not a file of the genome' },
      { path: `genome/bridge_create/${sha256('gone')}.toml`, reason: 'there is no allele of that digest beside it' },
      { path: `genome/bridge_create/${sha256('link')}.ts`, reason: 'a symbolic link or special file' },
      { path: 'genome/bridge_create/old', reason: 'a folder' },
    ]),
  );
  expect(await genome().strays()).toHaveLength(6);
});

test('gives the source of an allele whose bytes have the digest it is named by', async () => {
  await put(allelePath('bridge_create', digest), source);
  expect(await genome().source('bridge_create', digest)).toBe(source);
});

test('keeps a byte order mark, so that text and digest agree', async () => {
  const marked = `\uFEFF${source}`;
  await put(allelePath('bridge_create', sha256(marked)), marked);
  expect(sha256(await genome().source('bridge_create', sha256(marked)))).toBe(sha256(marked));
});

test('refuses a tampered allele, naming both digests and the file', async () => {
  const tampered = `${source}// harmless\n`;
  await put(allelePath('bridge_create', digest), tampered);
  await expect(genome().source('bridge_create', digest)).rejects.toMatchObject({
    code: 'allele-digest-mismatch',
    exitStatus: 3,
    details: { file: allelePath('bridge_create', digest), expected: digest, found: sha256(tampered) },
    hint: expect.stringContaining('git restore') as string,
  });
});

test('a source once verified stays what it was for this process, and is verified anew by the next', async () => {
  await put(allelePath('bridge_create', digest), source);
  const first = genome();
  await first.source('bridge_create', digest);
  await put(allelePath('bridge_create', digest), 'tampered');
  expect(await first.source('bridge_create', digest)).toBe(source);
  await expect(genome().source('bridge_create', digest)).rejects.toMatchObject({ code: 'allele-digest-mismatch' });
});

test('what is verified at one locus is not thereby present at another', async () => {
  await put(allelePath('bridge_create', digest), source);
  const pool = genome();
  await pool.source('bridge_create', digest);
  await expect(pool.source('vlan_create', digest)).rejects.toMatchObject({ code: 'allele-missing', exitStatus: 3 });
});

test.each([
  ['larger than 256 KiB', 'x'.repeat(256 * 1024 + 1), 'allele-too-large'],
  ['not UTF-8', new Uint8Array([0x2f, 0x2f, 0xff, 0xfe]), 'not-utf8'],
])('refuses an allele that is %s', async (_what, bytes, code) => {
  await put(allelePath('bridge_create', sha256(bytes)), bytes);
  await expect(genome().source('bridge_create', sha256(bytes))).rejects.toMatchObject({ code, exitStatus: 3 });
});

test('refuses an allele that is a symbolic link, also one with the right bytes', async () => {
  await put('elsewhere.ts', source);
  await mkdir(join(root, 'genome/bridge_create'), { recursive: true });
  await symlink(join(root, 'elsewhere.ts'), join(root, allelePath('bridge_create', digest)));
  await expect(genome().source('bridge_create', digest)).rejects.toMatchObject({ code: 'symbolic-link' });
});

test('a certificate must speak of the allele it stands beside', async () => {
  const path = certificatePath('bridge_create', digest);
  await put(path, formatCertificate(certificate()));
  expect(await genome().certificate('bridge_create', digest)).toEqual(certificate());

  await put(path, formatCertificate(certificate({ locus: 'bond_create' })));
  await expect(genome().certificate('bridge_create', digest)).rejects.toMatchObject({
    code: 'certificate-mismatch',
    details: { field: 'locus', expected: 'bridge_create', found: 'bond_create' },
  });
  await put(path, formatCertificate(certificate({ digest: sha256('x') })));
  await expect(genome().certificate('bridge_create', digest)).rejects.toMatchObject({
    code: 'certificate-mismatch',
    details: { field: 'digest' },
  });
  await rm(join(root, path));
  await expect(genome().certificate('bridge_create', digest)).rejects.toMatchObject({ code: 'certificate-missing' });
});

test.each(['../escape', 'Bridge', '', 'a/b', 'a'.repeat(101)])('refuses the locus name %j', async (locus) => {
  await expect(genome().alleles(locus)).rejects.toMatchObject({ code: 'invalid-locus-name', exitStatus: 2 });
});

test('a digest from nowhere never becomes a path', () => {
  expect(() => allelePath('bridge_create', '../../etc/passwd')).toThrow('not a SHA-256 digest');
});

test('resolves a unique prefix across loci', async () => {
  await put(allelePath('bridge_create', digest), source);
  await put(allelePath('vlan_create', sha256('v')), 'v');
  expect(await genome().resolveDigest(digest.slice(0, 8))).toEqual({ locus: 'bridge_create', digest });
});
