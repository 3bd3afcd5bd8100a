import type { Contract } from '../../contract/ast.ts';
import { checkContracts, uncheckedContracts } from '../../contract/check.ts';
import type { ContractSet } from '../../contract/contract-set.ts';
import type { Checked } from '../../contract/diagnostic.ts';
import { unpackContract } from '../../contract/packed.ts';
import { parseContract } from '../../contract/parse.ts';
import type { ContractSource } from '../../contract/source.ts';
import { networkVocabulary } from '../../kernel/vocabulary.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { ShippedContracts } from './shipped.ts';

/**
 * Checks contracts, except where the build has done it: a text that is the same byte for byte reads the same, and a set that
 * is the same file for file has the same faults. Both come with the program and are trusted as it is; nothing is kept where
 * somebody else could write.
 */
export function checkKnown(
  sources: readonly ContractSource[],
  shipped: ShippedContracts | undefined,
): Checked<ContractSet> {
  const vocabulary = networkVocabulary;
  if (shipped === undefined) return checkContracts(sources, { vocabulary });
  const digests = new Map(sources.map((source) => [source, sha256(source.text)]));
  const parse = (source: ContractSource): Checked<Contract | undefined> => {
    const packed = shipped.packed[digests.get(source) ?? ''];
    return packed === undefined ? parseContract(source) : { value: unpackContract(packed), diagnostics: [] };
  };
  if (setDigest(sources, digests) !== shipped.sound) return checkContracts(sources, { vocabulary, parse });
  return { value: uncheckedContracts(sources, parse), diagnostics: [] };
}

/** Of files and their texts, in their order. */
export function setDigest(sources: readonly ContractSource[], digests: ReadonlyMap<ContractSource, Sha256>): Sha256 {
  return sha256(JSON.stringify(sources.map((source) => [source.file, digests.get(source)])));
}
