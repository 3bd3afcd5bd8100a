import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contractDigest } from '../../../src/contract/contract-digest.ts';
import { parseContract } from '../../../src/contract/parse.ts';
import { diffGenome } from '../../../src/organism/history/diff.ts';
import { HistoryFixture } from './history-fixture.ts';

const fixture = new HistoryFixture();
const locus = 'bridge_create';
const nothing = { contracts: [], phenotypes: [], pool: [], unreadable: [] };

test('finds nothing where nothing differs', async () => {
  await fixture.genome();
  await fixture.put('README.md', 'not part of the genome\n');
  expect(await diffGenome(fixture.root, undefined)).toEqual({
    ...nothing,
    same: true,
    from: { name: 'HEAD', commit: fixture.head() },
    to: { name: 'work tree', commit: null },
  });
  expect(await diffGenome(fixture.root, 'main..HEAD')).toMatchObject({ ...nothing, same: true });
});

test('tells what contracts mean from how they are laid out', async () => {
  await fixture.genome();
  const digest = async (name: string): Promise<string> => {
    const file = `contracts/genes/${name}.sg`;
    return contractDigest(parseContract({ file, text: await fixture.get(file) }).value!);
  };
  const [create, uplink] = [await digest(locus), await digest('bridge_uplink')];
  await fixture.edit(`contracts/genes/${locus}.sg`, /risk \w+/, 'risk critical');
  await fixture.edit('contracts/genes/bridge_uplink.sg', /\n/, '\n\n');
  await fixture.edit('contracts/genes/check_link_state.sg', 'gene check_link_state', 'gene check_link');
  rmSync(join(fixture.root, 'contracts/genes/check_bridge_state.sg'));
  const { contracts, same } = await diffGenome(fixture.root, undefined);
  expect(same).toBe(false);
  expect(contracts.map(({ name, change }) => `${name} ${change}`)).toEqual([
    'bridge_create changed',
    'bridge_uplink layout',
    'check_bridge_state removed',
    'check_link added',
    'check_link_state removed',
  ]);
  expect(contracts[0]).toMatchObject({ parts: ['risk'], before: create, after: await digest(locus) });
  expect(contracts[1]).toMatchObject({ parts: [], before: uplink, after: uplink });
});

test('a new layout alone means the same', async () => {
  await fixture.genome();
  await fixture.edit(`contracts/genes/${locus}.sg`, /\n/, '\n\n');
  expect(await diffGenome(fixture.root, undefined)).toMatchObject({ same: true, contracts: [{ change: 'layout' }] });
});

test('tells what is expressed otherwise, what is set otherwise, and who was born', async () => {
  await fixture.genome();
  const start = fixture.head();
  const [first, second] = [fixture.seed(locus, 0), fixture.seed(locus, 1)];
  const mutant = await fixture.born(locus, '// mutant\n', { origin: 'mutation', generation: 1, parents: [first] });
  await fixture.change('promote', locus, mutant);
  await fixture.change('demote', locus, first);
  await fixture.edit('phenotypes/default.toml', 'nic = ["eth1"]', 'nic = ["eth2"]\n[policy]\nalpha = 0.01');
  await fixture.edit('phenotypes/default.toml', /$/, `\n[fusion.ensure_bridge]\n${fused(second)}`);
  await fixture.put('phenotypes/edge.toml', `name = "edge"\n[loci.${locus}]\ndominant = "${second}"\n`);
  fixture.commitAll();
  const diff = await diffGenome(fixture.root, start.slice(0, 10));
  expect(diff).toMatchObject({
    same: false,
    contracts: [],
    unreadable: [],
    to: { name: 'HEAD', commit: fixture.head() },
  });
  expect(diff.pool).toEqual([
    {
      locus,
      allele: mutant,
      change: 'added',
      files: ['certificate', 'source'],
      birth: { origin: 'mutation', generation: 1, parents: [first], created: '2026-03-01T12:00:00Z', note: null },
    },
  ]);
  const [changed, added] = diff.phenotypes;
  expect(changed).toEqual({
    phenotype: 'default',
    change: 'changed',
    loci: [
      {
        locus,
        change: 'changed',
        dominant: { before: first, after: mutant },
        deprecated: { before: [], after: [first] },
      },
    ],
    settings: [
      { path: 'fusion.ensure_bridge.allele', before: null, after: second },
      { path: 'fusion.ensure_bridge.composition', before: null, after: second },
      {
        path: 'fusion.ensure_bridge.since',
        before: null,
        after: expect.stringContaining('2026-03-01T12:00:00') as string,
      },
      { path: 'hardware.nic', before: ['eth1'], after: ['eth2'] },
      { path: 'policy.alpha', before: null, after: 0.01 },
    ],
  });
  expect(added).toMatchObject({
    phenotype: 'edge',
    change: 'added',
    loci: [{ change: 'added', dominant: { before: null } }],
  });
});

test('is its own reverse', async () => {
  await fixture.genome();
  const start = fixture.head();
  await fixture.born(locus, '// another\n');
  await fixture.change('promote', locus, fixture.seed(locus, 2));
  const [there, back] = [await diffGenome(fixture.root, `${start}..`), await diffGenome(fixture.root, `..${start}`)];
  expect(there.pool.map(({ change }) => change)).toEqual(['added']);
  expect(back.pool.map(({ change, birth }) => [change, birth?.origin])).toEqual([['removed', 'seed']]);
  const dominant = there.phenotypes[0]?.loci[0]?.dominant;
  expect(back.phenotypes[0]?.loci[0]?.dominant).toEqual({ before: dominant?.after, after: dominant?.before });
});

test('does not hide an allele that was altered under its name, nor tell of it for evidence', async () => {
  await fixture.genome();
  await fixture.put(`genome/${locus}/${fixture.seed(locus, 0)}.ts`, 'export default "evil";\n');
  await fixture.put(`genome/${locus}/${fixture.seed(locus, 1)}.evidence.json`, '{}');
  await fixture.edit(`genome/${locus}/${fixture.seed(locus, 2)}.toml`, 'seed', 'import');
  const { pool } = await diffGenome(fixture.root, undefined);
  const found = new Map(pool.map(({ allele, change, files }) => [allele, `${change} ${files.join()}`]));
  expect([0, 1, 2].map((index) => found.get(fixture.seed(locus, index)))).toEqual([
    'altered source',
    'evidence evidence',
    'altered certificate',
  ]);
});

test('names what cannot be read, on either side, and tells the rest', async () => {
  await fixture.genome();
  await fixture.edit(`contracts/genes/${locus}.sg`, 'risk', 'rizk');
  await fixture.edit('phenotypes/default.toml', 'name =', 'name');
  await fixture.born('bridge_uplink', '// new\n');
  await fixture.put(`genome/bridge_uplink/${fixture.seed('bridge_uplink', 2)}.toml`, '= broken');
  const { unreadable, contracts, phenotypes, pool } = await diffGenome(fixture.root, 'HEAD~1..HEAD');
  expect([unreadable, contracts, phenotypes, pool.length]).toEqual([[], [], [], 1]);
  const broken = await diffGenome(fixture.root, undefined);
  expect(broken.unreadable.map(({ path, side }) => `${side} ${path}`).sort()).toEqual([
    'after contracts/genes/bridge_create.sg',
    `after genome/bridge_uplink/${fixture.seed('bridge_uplink', 2)}.toml`,
    'after phenotypes/default.toml',
  ]);
  expect(broken).toMatchObject({ same: false, contracts: [], phenotypes: [] });
  fixture.commitAll();
  const back = await diffGenome(fixture.root, 'HEAD..HEAD~1');
  expect(back.unreadable.map(({ side }) => side)).toEqual(['before', 'before']);
});

test.each([
  ['a...b', 'invalid-range'],
  ['..', 'invalid-range'],
  ['a..b..c', 'invalid-range'],
  ['', 'invalid-range'],
  ['nope..HEAD', 'unknown-ref'],
  ['-x', 'invalid-ref-name'],
])('refuses the range %j', async (range, code) => {
  await fixture.genome();
  await expect(diffGenome(fixture.root, range)).rejects.toMatchObject({ code });
});

function fused(digest: string): string {
  return `allele = "${digest}"\ncomposition = "${digest}"\nsince = 2026-03-01T12:00:00Z\n`;
}
