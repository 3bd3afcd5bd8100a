import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadedGene } from '../../src/sandbox/load-gene.ts';
import { LoadedGenes } from '../../src/sandbox/loaded-genes.ts';

function geneOf(bytes: number): LoadedGene {
  return { file: '', code: '', operations: [], bytecode: new Uint8Array(bytes), image: undefined };
}

describe('LoadedGenes', () => {
  it('drops what was not used for longest', () => {
    const genes = new LoadedGenes(2, 1_000);
    genes.add('a', geneOf(1));
    genes.add('b', geneOf(1));
    expect(genes.get('a')).toBeDefined();
    genes.add('c', geneOf(1));
    expect([genes.get('a'), genes.get('b'), genes.get('c')].map((gene) => gene !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('keeps within both bounds, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 70 }))), (additions) => {
        const genes = new LoadedGenes(4, 100);
        const sizes = new Map<string, number>();
        for (const [key, size] of additions) {
          genes.add(String(key), geneOf(size));
          sizes.set(String(key), size);
          const held = [...sizes].filter(([name]) => genes.get(name) !== undefined);
          expect(genes.size).toBe(held.length);
          expect(held.length).toBeLessThanOrEqual(4);
          expect(held.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThanOrEqual(100);
          expect(genes.get(String(key))).toBeDefined();
        }
      }),
    );
  });
});
