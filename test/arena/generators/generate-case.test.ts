import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateCase } from '../../../src/arena/generators/generate-case.ts';
import { replayTrial } from '../../../src/arena/replay/replay-trial.ts';
import type { GeneContract } from '../../../src/contract/ast.ts';
import { declaredRefusals } from '../../../src/contract/refusals.ts';
import { inputValidator } from '../../../src/contract/validators.ts';
import { parseWorld } from '../../../src/kernel/mock/world-file.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { sha256 } from '../../../src/model/digest.ts';
import type { Json } from '../../../src/model/json.ts';
import { ContractBook } from '../../../src/organism/contracts/contract-book.ts';
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { expressedGenes, networkGenome } from '../../helpers/network-genome.ts';

const content = await networkGenome();
const genes: readonly GeneContract[] = [...content.contracts.genes.values()];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

describe('generateCase', () => {
  it('gives worlds that could be and inputs that fit, for every gene', () => {
    for (const contract of genes) {
      const validator = inputValidator(contract);
      for (let index = 0; index < 15; index += 1) {
        const { world, input } = generateCase(contract, 'laws', index);
        expect(parseWorld(JSON.stringify(world), 'generated')).toEqual(world);
        expect(validator.validate(input)).toEqual({ ok: true, value: input });
      }
    }
  });

  it('gives the same case for the same seed and index, whatever was asked before', async () => {
    const again = await networkGenome();
    for (const contract of genes) {
      const fresh = again.contracts.genes.get(contract.name.text);
      if (fresh === undefined) throw new Error('the genome changed');
      expect(digest(generateCase(fresh, 'same', 7))).toBe(digest(generateCase(contract, 'same', 7)));
      expect(digest(generateCase(contract, 'same', 8))).not.toBe(digest(generateCase(contract, 'same', 7)));
      expect(digest(generateCase(contract, 'other', 7))).not.toBe(digest(generateCase(contract, 'same', 7)));
    }
  });
  it('asks mostly what makes sense: seed alleles do it or refuse it, and find both good and bad', async () => {
    const { contracts, phenotype } = content;
    const alleles = { load: (locus: string) => expressedGenes(content, locus) };
    const bench = { contracts, phenotype, book: new ContractBook(), alleles, sandbox };
    for (const contract of genes) {
      const [gene] = await expressedGenes(content, contract.name.text);
      if (gene === undefined) throw new Error('nothing is expressed');
      const counts = { ok: 0, refused: 0, 'gene-failure': 0, environment: 0, healthy: 0 };
      const cases = 25;
      for (let index = 0; index < cases; index += 1) {
        const { outcome, output } = await replayTrial(bench, contract, gene, generateCase(contract, 'shares', index));
        counts[outcome] += 1;
        if (output?.['healthy'] === true) counts.healthy += 1;
      }
      const shares = `${contract.name.text}: ${JSON.stringify(counts)}`;
      expect(counts.ok, shares).toBeGreaterThanOrEqual(0.3 * cases);
      expect(counts['gene-failure'], shares).toBeLessThanOrEqual(0.25 * cases);
      if (declaredRefusals(contract).length > 0) expect(counts.refused, shares).toBeGreaterThanOrEqual(0.1 * cases);
      if (contract.family === 'configuration') continue;
      expect(counts.healthy, shares).toBeGreaterThanOrEqual(0.1 * cases);
      expect(counts.healthy, shares).toBeLessThanOrEqual(0.9 * cases);
    }
  });
});

function digest(value: unknown): string {
  return sha256(canonicalJson(value as Json));
}
