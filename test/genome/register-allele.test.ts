import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workTree } from '../../src/git/work-tree.ts';
import { allelePath, certificatePath } from '../../src/genome/allele-path.ts';
import { Genome } from '../../src/genome/genome.ts';
import { readLineage } from '../../src/genome/read-lineage.ts';
import { planRegistration, type Registration } from '../../src/genome/register-allele.ts';
import { sha256 } from '../../src/model/digest.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sg-register-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const genome = (): Genome => new Genome(workTree(root));

async function apply(changes: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of changes) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
}

function registration(change: Partial<Registration> = {}): Registration {
  return {
    locus: 'bridge_create',
    source: 'export default async () => ({ success: true });\n',
    certificate: { parents: [], origin: 'seed', generation: 0, created: '2026-03-01T12:00:00Z', contract: sha256('c') },
    ...change,
  };
}

test('plans the allele and its certificate; once they are there, nothing', async () => {
  const { source } = registration();
  const plan = await planRegistration(genome(), registration());
  expect(plan.digest).toBe(sha256(source));
  expect([...plan.changes.keys()]).toEqual([
    allelePath('bridge_create', plan.digest),
    certificatePath('bridge_create', plan.digest),
  ]);
  await apply(plan.changes);
  expect(await genome().source('bridge_create', plan.digest)).toBe(source);
  expect(await genome().certificate('bridge_create', plan.digest)).toMatchObject({ origin: 'seed', digest: plan.digest });
  expect((await planRegistration(genome(), registration())).changes.size).toBe(0);
});

test('an allele is born once: a later certificate changes nothing, a missing one is added', async () => {
  const plan = await planRegistration(genome(), registration());
  await apply(plan.changes);
  const later = registration({ certificate: { ...registration().certificate, created: '2027-01-01T00:00:00Z' } });
  expect((await planRegistration(genome(), later)).changes.size).toBe(0);
  await rm(join(root, certificatePath('bridge_create', plan.digest)));
  expect([...(await planRegistration(genome(), later)).changes.keys()]).toEqual([certificatePath('bridge_create', plan.digest)]);
});

test('does not build on a file that is not what its name says', async () => {
  const plan = await planRegistration(genome(), registration());
  await apply(plan.changes);
  await writeFile(join(root, allelePath('bridge_create', plan.digest)), 'tampered');
  await expect(planRegistration(genome(), registration())).rejects.toMatchObject({ code: 'allele-digest-mismatch' });
});

test.each([
  [{ source: 'x'.repeat(256 * 1024 + 1) }, 'allele-too-large'],
  [{ source: 'a\ud800b' }, 'allele-not-text'],
  [{ locus: '../x' }, 'invalid-locus-name'],
])('refuses %o', async (change, code) => {
  await expect(planRegistration(genome(), registration(change))).rejects.toMatchObject({ code, exitStatus: 2 });
});

test('never writes a certificate it could not read back', async () => {
  const bad = registration({ certificate: { ...registration().certificate, created: 'yesterday' } });
  await expect(planRegistration(genome(), bad)).rejects.toMatchObject({ code: 'internal-error' });
  const worse = registration({ certificate: { ...registration().certificate, note: 'two\nlines' } });
  await expect(planRegistration(genome(), worse)).rejects.toMatchObject({ code: 'internal-error' });
});

test('the lineage of a fused allele leads to its steps at other loci', async () => {
  const steps = await Promise.all(
    ['bond_create', 'vlan_create'].map((locus) => planRegistration(genome(), registration({ locus, source: locus }))),
  );
  for (const { changes } of steps) await apply(changes);
  const parents = steps.map(({ digest }) => digest);
  const fused = registration({
    locus: 'ensure_vlan',
    source: 'fused',
    certificate: { ...registration().certificate, origin: 'fusion', generation: 1, parents },
  });
  await apply((await planRegistration(genome(), fused)).changes);
  const lineage = await readLineage(genome(), 'ensure_vlan');
  expect(lineage.faults).toEqual([]);
  expect([...lineage.roots].sort()).toEqual([...parents].sort());
  expect(lineage.members.get(parents[0]!)?.certificate.locus).toBe('bond_create');
});
