import { beforeAll, describe, expect, it } from 'vitest';
import { generateCase } from '../../../src/arena/generators/generate-case.ts';
import type { GeneContract } from '../../../src/contract/ast.ts';
import { inputValidator } from '../../../src/contract/validators.ts';
import { parseWorld } from '../../../src/kernel/mock/world-file.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { sha256 } from '../../../src/model/digest.ts';
import type { Json } from '../../../src/model/json.ts';
import { networkGenome } from '../../helpers/network-genome.ts';

let genes: readonly GeneContract[];

beforeAll(async () => {
  const { contracts } = await networkGenome();
  genes = [...contracts.genes.values()];
});

describe('generateCase', () => {
  it('gives worlds that could be and inputs that fit, for every gene', () => {
    for (const contract of genes) {
      const validator = inputValidator(contract);
      for (let index = 0; index < 60; index += 1) {
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
});

function digest(value: unknown): string {
  return sha256(canonicalJson(value as Json));
}
