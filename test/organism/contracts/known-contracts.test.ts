import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkContracts } from '../../../src/contract/check.ts';
import type { ContractSource } from '../../../src/contract/source.ts';
import { workTree } from '../../../src/git/work-tree.ts';
import { networkVocabulary } from '../../../src/kernel/vocabulary.ts';
import { checkKnown } from '../../../src/organism/contracts/known-contracts.ts';
import { contractSources } from '../../../src/organism/contracts/load-contracts.ts';
import { shipContracts } from '../../../src/organism/contracts/ship-contracts.ts';
import type { ShippedContracts } from '../../../src/organism/contracts/shipped.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let sources: readonly ContractSource[];
let shipped: ShippedContracts;

beforeAll(async () => {
  sources = await contractSources(workTree(root));
  shipped = shipContracts(sources);
});

function checkedAnew(some: readonly ContractSource[]): ReturnType<typeof checkContracts> {
  return checkContracts(some, { vocabulary: networkVocabulary });
}

/** The same contracts, one text changed. */
function changed(file: string, change: (text: string) => string): readonly ContractSource[] {
  return sources.map((source) => (source.file.endsWith(file) ? { ...source, text: change(source.text) } : source));
}

describe('contracts that the build has read', () => {
  it('are what reading and checking them gives, member for member', () => {
    expect(checkKnown(sources, shipped)).toStrictEqual(checkedAnew(sources));
  });

  it('are read anew where the build shipped none', () => {
    expect(checkKnown(sources, undefined)).toStrictEqual(checkedAnew(sources));
  });

  it.each([
    ['a fault of syntax', 'bridge_create.sg', (text: string) => text.replace('takes:', 'takse:')],
    [
      'a fault that shows in other contracts',
      'bridge_create.sg',
      (text: string) => text.replaceAll('bridge_name', 'name'),
    ],
    ['another meaning without a fault', 'bridge_create.sg', (text: string) => `${text}\n# a comment\n`],
  ])('are checked anew with the others where one has %s', (_, file, change) => {
    const some = changed(file, change);
    expect(some).not.toEqual(sources);
    expect(checkKnown(some, shipped)).toStrictEqual(checkedAnew(some));
  });

  it('are checked anew where one is missing, or under another name', () => {
    const fewer = sources.filter(
      ({ file }) => !file.endsWith('bridge_exists.sg') && !file.endsWith('bridge_create.sg'),
    );
    const renamed = sources.map((source) => ({ ...source, file: source.file.replace('bridge_create', 'bridge_make') }));
    for (const some of [fewer, renamed]) {
      const checked = checkKnown(some, shipped);
      expect(checked.diagnostics).not.toEqual([]);
      expect(checked).toStrictEqual(checkedAnew(some));
    }
  });

  it('can be changed by one reader without the next one seeing it', () => {
    const first = checkKnown(sources, shipped).value.genes.get('bridge_create');
    Object.assign(first ?? {}, { risk: 'none' });
    expect(checkKnown(sources, shipped)).toStrictEqual(checkedAnew(sources));
  });

  it('have no fault, else they are not shipped', () => {
    const faulty = changed('bridge_create.sg', (text) => text.replace('takes:', 'takse:'));
    expect(() => shipContracts(faulty)).toThrow(/can't be shipped/);
  });
});
