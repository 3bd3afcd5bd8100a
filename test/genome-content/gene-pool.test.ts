import { beforeAll, describe, expect, it } from 'vitest';
import { executable, executableNames } from '../../src/contract/contract-set.ts';
import { contractDeclarations } from '../../src/contract/declarations.ts';
import { contractTypesPath } from '../../src/genome/allele-path.ts';
import { decodeText } from '../../src/genome/decode-text.ts';
import { stackOf } from '../../src/phenotype/expression.ts';
import { networkGenome, type NetworkGenome } from '../helpers/network-genome.ts';

describe('the gene pool', () => {
  let content: NetworkGenome;
  beforeAll(async () => {
    content = await networkGenome();
  });

  it('has a folder for every locus and nothing that belongs to none', async () => {
    expect(await content.genome.strays()).toEqual([]);
    expect(await content.genome.loci()).toEqual([...executableNames(content.contracts)].sort());
  });

  it('holds alleles that are named after their bytes and have a birth certificate', async () => {
    const everywhere = new Set((await pool()).map(({ digest }) => digest));
    for (const { locus, digest } of await pool()) {
      expect(await content.genome.source(locus, digest)).toContain('export default async function execute(');
      const { parents } = await content.genome.certificate(locus, digest);
      expect(
        parents.filter((parent) => !everywhere.has(parent)),
        `parents of ${locus} ${digest}`,
      ).toEqual([]);
    }
  });

  it('has something to express, and to fall back on, for every gene', async () => {
    for (const locus of content.contracts.genes.keys()) {
      const expression = content.phenotype.loci.get(locus);
      const stack = expression === undefined ? [] : stackOf(expression);
      expect(stack.length, locus).toBeGreaterThanOrEqual(2);
      expect(await content.genome.alleles(locus), locus).toEqual(expect.arrayContaining([...stack]));
    }
  });

  it('is written against declarations made from the contracts that stand here', async () => {
    for (const locus of executableNames(content.contracts)) {
      const file = contractTypesPath(locus);
      const text = decodeText((await content.genome.tree.read(file)) ?? new Uint8Array(), file);
      expect(text, locus).toBe(contractDeclarations(executable(content.contracts, locus)!));
    }
  });

  async function pool(): Promise<{ locus: string; digest: string }[]> {
    const loci = await content.genome.loci();
    const pools = loci.map(async (locus) => (await content.genome.alleles(locus)).map((digest) => ({ locus, digest })));
    return (await Promise.all(pools)).flat();
  }
});
