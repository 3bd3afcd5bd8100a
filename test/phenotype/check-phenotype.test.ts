import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Genome } from '../../src/genome/genome.ts';
import { workTree } from '../../src/git/work-tree.ts';
import { assertPhenotype, checkPhenotype } from '../../src/phenotype/check-phenotype.ts';
import { parsePhenotype } from '../../src/phenotype/parse-phenotype.ts';
import { digestOf } from './phenotype-fixture.ts';

test('finds alleles that are missing and digests at two places', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sg-check-'));
  try {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(digestOf) as [string, string, string, string];
    await mkdir(join(root, 'genome/x'), { recursive: true });
    await writeFile(join(root, 'genome/x', `${a}.ts`), 'a');
    const genome = new Genome(workTree(root));
    const phenotype = (body: string) => parsePhenotype(`name = "default"\n${body}`, 'x');

    const sound = phenotype(`[loci.x]\ndominant = "${a}"\ndeprecated = ["${d}"]\n`);
    expect(await checkPhenotype(sound, genome)).toEqual([]);
    await expect(assertPhenotype(sound, genome)).resolves.toBeUndefined();

    const broken = phenotype(
      `[loci.x]\ndominant = "${a}"\nfallback = ["${b}"]\ndeprecated = ["${a}"]\n[loci.x.canary]\nallele = "${c}"\nshare = 0\n` +
        `[loci.y]\ndominant = "${a}"\n`,
    );
    expect((await checkPhenotype(broken, genome)).map(({ code, locus, digest }) => [code, locus, digest])).toEqual([
      ['digest-at-two-places', 'x', a],
      ['allele-not-in-genome', 'x', b],
      ['canary-not-in-genome', 'x', c],
      ['allele-not-in-genome', 'y', a],
    ]);
    await expect(assertPhenotype(broken, genome)).rejects.toMatchObject({
      code: 'phenotype-inconsistent',
      exitStatus: 3,
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
