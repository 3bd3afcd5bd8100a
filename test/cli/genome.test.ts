import { expect, test } from 'vitest';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { sg } from '../helpers/sg.ts';

test('lineage and show tell where an allele comes from and where it is expressed', async () => {
  const repository = await genomeRepository();
  const cwd = repository.root;
  const digest = repository.expressed('bridge_create')[0]!;
  const tree = await sg(['lineage', 'bridge_create'], { cwd });
  expect(tree.stdout).toContain(`${digest.slice(0, 12)}  seed, generation 0`);
  const around = (await sg(['lineage', digest.slice(0, 10), '--json'], { cwd })).json();
  expect(around).toMatchObject({ ok: true, locus: 'bridge_create', focus: digest });
  const shown = await sg(['show', digest.slice(0, 10)], { cwd });
  expect(shown.stdout).toContain('dominant in default');
  expect(shown.stdout).toContain('export default async function execute');
});

test('unknown names end with 2 and a hint', async () => {
  const repository = await genomeRepository();
  const cwd = repository.root;
  expect((await sg(['show', 'ffffffffff', '--json'], { cwd })).json()).toMatchObject({
    error: { code: 'unknown-allele' },
  });
  expect((await sg(['show', 'xyz'], { cwd })).status).toBe(2);
  const locus = await sg(['lineage', 'bridge_creat', '--json'], { cwd });
  expect(locus.json()).toMatchObject({ error: { code: 'unknown-locus', hint: 'Did you mean "bridge_create"?' } });
  expect((await sg(['status', '--phenotype', 'nope', '--json'], { cwd })).json()).toMatchObject({
    error: { code: 'unknown-phenotype' },
  });
  expect((await sg(['run'], { cwd })).status).toBe(2);
  expect((await sg(['run', 'x', '--no-such-flag', '--json'], { cwd })).json()).toMatchObject({
    error: { code: 'usage' },
  });
});
