import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TopologyContract } from '../../../src/contract/ast.ts';
import { parseContract } from '../../../src/contract/parse.ts';
import { resourceOrder } from '../../../src/organism/topology/resource-order.ts';

/** A topology of bonds, each with the named ones as members. */
function topology(edges: readonly (readonly [string, readonly string[]])[]): TopologyContract {
  const resources = edges.map(([name, needs]) => [
    `    ${name}:`,
    '      is bond',
    `      members [${['eth1', ...needs].join(', ')}]`,
  ]);
  const text = ['topology site', '  has:', ...resources.flat()].join('\n');
  const { value, diagnostics } = parseContract({ file: 'contracts/topologies/site.sg', text: `${text}\n` });
  if (value?.kind !== 'topology') throw new Error(JSON.stringify(diagnostics));
  return value;
}

function names(contract: TopologyContract): readonly string[] {
  return resourceOrder(contract).map(({ resource }) => resource.name.text);
}

it('keeps the order of the file where nothing says otherwise', () => {
  expect(
    names(
      topology([
        ['c', []],
        ['a', []],
        ['b', []],
      ]),
    ),
  ).toEqual(['c', 'a', 'b']);
});

it('moves a resource behind those it refers to, and nothing further', () => {
  expect(
    names(
      topology([
        ['vms', ['trunk']],
        ['lan', []],
        ['trunk', []],
        ['dmz', []],
      ]),
    ),
  ).toEqual(['lan', 'trunk', 'vms', 'dmz']);
});

it('law: every resource once, each after all it needs', () => {
  const shuffledDag = fc
    .array(fc.subarray(['r0', 'r1', 'r2', 'r3', 'r4', 'r5']), { minLength: 6, maxLength: 6 })
    .map((needs) => needs.map((all, index) => [`r${index}`, all.filter((name) => name < `r${index}`)] as const))
    .chain((edges) => fc.shuffledSubarray(edges, { minLength: edges.length }));
  fc.assert(
    fc.property(shuffledDag, (edges) => {
      const ordered = resourceOrder(topology(edges));
      expect(ordered.map(({ resource }) => resource.name.text).sort()).toEqual(edges.map(([name]) => name).sort());
      const seen = new Set<string>();
      for (const { resource, needs } of ordered) {
        expect(needs.filter((name) => !seen.has(name))).toEqual([]);
        expect([...needs].sort()).toEqual([...(edges.find(([name]) => name === resource.name.text)?.[1] ?? [])].sort());
        seen.add(resource.name.text);
      }
    }),
  );
});
