import { expect, test } from 'vitest';
import { compete } from '../../src/arena/compete.ts';
import { competeView } from '../../src/cli/compete-view.ts';
import { styleFor } from '../../src/cli/style.ts';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { dominantSource } from '../helpers/arena.ts';

test('live alleles answer the same worlds; a broken one is found worse', async () => {
  const repository = await genomeRepository();
  const good = await dominantSource('link_up');
  const broken = good.replace(
    /(export default async function execute\(.*\{\n)/,
    "$1  if (JSON.stringify(arguments[0]).includes('1')) throw new Error('not the first');\n",
  );
  expect(broken).not.toBe(good);
  const [best, worst] = repository.express('link_up', [good, broken]);
  const asked = { start: repository.root, locus: 'link_up', phenotype: 'default', worlds: 60, workers: 1 };
  const result = await compete(asked);
  expect(result.contenders.map(({ allele, role }) => [allele, role])).toEqual([
    [best, 'dominant'],
    [worst, 'fallback 1'],
  ]);
  expect(result.contenders[1]!.failed).toBeGreaterThan(result.contenders[0]!.failed);
  expect(result.matches).toMatchObject([{ allele: worst, against: best, wins: 0, decision: 'demote' }]);
  expect(await compete(asked)).toEqual(result);
  const view = competeView(result, styleFor(false));
  expect(view).toContain('worse');
  for (const line of view.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test.each([
  ['nonsense', 'unknown-locus'],
  ['ensure_bridge', 'not-a-gene'],
])('%s: %s', async (locus, code) => {
  const repository = await genomeRepository();
  const asked = { start: repository.root, locus, phenotype: 'default', worlds: 1, workers: 1 };
  await expect(compete(asked)).rejects.toMatchObject({ code, exitStatus: 2 });
});
