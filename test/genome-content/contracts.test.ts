import { beforeAll, describe, expect, it } from 'vitest';
import { providedKinds } from '../../src/contract/contract-set.ts';
import { formatContract } from '../../src/contract/format.ts';
import { declaredRefusals } from '../../src/contract/refusals.ts';
import { workTree } from '../../src/git/work-tree.ts';
import { loadContracts, type LoadedContracts } from '../../src/organism/contracts/load-contracts.ts';
import { projectRoot } from '../helpers/project-root.ts';

describe('the contracts', () => {
  let loaded: LoadedContracts;
  beforeAll(async () => {
    loaded = await loadContracts(workTree(projectRoot));
  });

  it('mean something together, down to the words of their examples', () => {
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.sources.length).toBe(
      loaded.value.genes.size + loaded.value.pathways.size + loaded.value.topologies.size,
    );
  });

  it('are laid out as the formatter lays them out', () => {
    for (const source of loaded.sources) expect(formatContract(source), source.file).toEqual({ text: source.text });
  });

  it('explain every gene to those who write one: prose, two to seven worked cases, a verification', () => {
    for (const [name, gene] of loaded.value.genes) {
      expect(gene.does?.text.length, name).toBeGreaterThan(300);
      expect(gene.examples.length, name).toBeGreaterThanOrEqual(2);
      expect(gene.examples.length, name).toBeLessThanOrEqual(7);
      if (gene.family === 'configuration') {
        expect(gene.verify?.within, name).toBeDefined();
        expect(
          gene.examples.some(({ gives }) => gives.some((field) => field.name.text === 'refusal')),
          name,
        ).toBe(true);
        expect(declaredRefusals(gene).length, name).toBeGreaterThanOrEqual(2);
      } else {
        expect(gene.unhealthyWhen.length, name).toBeGreaterThan(0);
      }
    }
  });

  it('describe every input and output', () => {
    const { genes, pathways, topologies } = loaded.value;
    for (const contract of [...genes.values(), ...pathways.values(), ...topologies.values()]) {
      const fields = [...contract.takes, ...(contract.kind === 'gene' ? contract.gives : [])];
      const silent = fields.filter(({ description }) => description === undefined).map(({ name }) => name.text);
      expect(silent, contract.name.text).toEqual([]);
    }
  });

  it('provide every kind of resource the topology names', () => {
    const kinds = [...loaded.value.topologies.values()].flatMap(({ has }) => has.map(({ is }) => is.text));
    expect(providedKinds(loaded.value)).toEqual(expect.arrayContaining(kinds));
  });
});
