import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { importAlleles, type ImportRequest } from '../../../src/evolution/exchange/import-alleles.ts';
import { parseEvidence } from '../../../src/arena/evidence.ts';
import { allelePath, certificatePath, evidencePath } from '../../../src/genome/allele-path.ts';
import { parseCertificate } from '../../../src/genome/certificate-text.ts';
import { sha256, type Sha256 } from '../../../src/model/digest.ts';
import { formatCertificate } from '../../../src/genome/certificate-text.ts';
import { startForge, type Forge } from '../../github/forge/forge.ts';
import { environment, git, Publisher, publisherTemplate } from '../../organism/host/host-fixture.ts';

const locus = 'bridge_create';

let forge: Forge;
let template: string;
let here: Publisher;
let there: Publisher;

beforeAll(async () => {
  forge = await startForge();
  template = await publisherTemplate();
});

afterAll(async () => {
  await forge.close();
  rmSync(template, { recursive: true, force: true });
});

beforeEach(async () => {
  environment('SG_TOKEN', forge.token);
  [here, there] = [Publisher.make(template), Publisher.make(template)];
  await git(here.root, 'remote', 'add', 'origin', forge.remote);
});

/** The other genome expresses another allele at the locus; it is pushed to where this one looks. */
function express(source: string, name = sha256(source)): Sha256 {
  const { genome } = there;
  const [before = ''] = genome.expressed(locus);
  const certificate = parseCertificate(readFileSync(genome.file(certificatePath(locus, before)), 'utf8'), 'test');
  writeFileSync(genome.file(allelePath(locus, name)), source);
  writeFileSync(genome.file(certificatePath(locus, name)), formatCertificate({ ...certificate, digest: name }));
  genome.expressDigests(locus, [...genome.expressed(locus), name]);
  return name;
}

async function offer(): Promise<string> {
  const commit = await there.commit('offer');
  await git(there.root, 'push', '--quiet', '--force', forge.state.git.dir, 'main');
  return commit;
}

function take(request: Partial<ImportRequest> = {}): ReturnType<typeof importAlleles> {
  return importAlleles(here.root, {
    remote: 'origin',
    branch: 'main',
    phenotype: 'default',
    locus,
    dryRun: false,
    version: 'test',
    workers: 1,
    budget: { worlds: 4, faultWorlds: 1, pairs: 4 },
    limits: { attempts: 1 },
    ...request,
  });
}

function original(): string {
  return there.genome.source(locus, there.allele(locus).digest);
}

it('takes what the arena here lets pass and no other, with where it came from, and expresses nothing', async () => {
  const digest = express(`${original()}\n// from elsewhere\n`);
  const wrong = express('export default async function execute(input, kernel) {\n  return { success: true };\n}\n');
  const from = await offer();
  const before = await git(here.root, 'rev-parse', 'HEAD');

  const result = await take();

  expect(result).toMatchObject({
    from,
    judged: [
      { locus, digest, admitted: true },
      { locus, digest: wrong, admitted: false, verdict: 'rejected' },
    ],
  });
  expect(result.passedOver.every(({ reason }) => reason === 'known')).toBe(true);
  const changed = (await git(here.root, 'diff', '--name-only', before, 'HEAD')).split('\n').sort();
  expect(changed).toEqual(
    [allelePath(locus, digest), certificatePath(locus, digest), evidencePath(locus, digest)].sort(),
  );
  const read = (file: string): string => readFileSync(here.genome.file(file), 'utf8');
  expect(parseCertificate(read(certificatePath(locus, digest)), 'test')).toMatchObject({
    origin: 'import',
    remote: { url: forge.remote, commit: from },
  });
  expect(parseEvidence(read(evidencePath(locus, digest)), 'test').candidate).toBe(digest);
  expect(await git(here.root, 'log', '-1', '--format=%(trailers:key=Sg-Allele,valueonly)')).toContain(digest);
  expect(await git(here.root, 'status', '--porcelain', 'genome', 'contracts', 'phenotypes')).toBe('');

  expect((await take({ dryRun: true })).judged).toMatchObject([{ digest: wrong }]);
});

it('passes over what does not check, and what another contract was written for', async () => {
  express(`${original()}\n`, 'f'.repeat(64));
  await offer();
  expect(await take()).toMatchObject({
    judged: [],
    commit: null,
    passedOver: expect.arrayContaining([
      expect.objectContaining({ digest: 'f'.repeat(64), reason: 'does-not-check' }),
    ]) as object,
  });

  const contract = there.genome.file('contracts', 'genes', `${locus}.sg`);
  writeFileSync(contract, readFileSync(contract, 'utf8').replace(/(does: *\n? *)(\S)/, '$1Truly $2'));
  await offer();
  const changed =
    readFileSync(contract, 'utf8') !== readFileSync(here.genome.file('contracts', 'genes', `${locus}.sg`), 'utf8');
  expect(changed).toBe(true);
  expect((await take()).passedOver).toEqual([expect.objectContaining({ locus, reason: 'other-contract' })]);
});
