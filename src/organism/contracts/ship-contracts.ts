import { isDeepStrictEqual } from 'node:util';
import { checkContracts } from '../../contract/check.ts';
import { packContract, unpackContract } from '../../contract/packed.ts';
import { parseContract } from '../../contract/parse.ts';
import type { ContractSource } from '../../contract/source.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { networkVocabulary } from '../../kernel/vocabulary.ts';
import { sha256 } from '../../model/digest.ts';
import { setDigest } from './known-contracts.ts';
import type { ShippedContracts } from './shipped.ts';

/**
 * What the build ships of these contracts.
 * @throws InternalError where they have a fault, or one would not come back as it was
 */
export function shipContracts(sources: readonly ContractSource[]): ShippedContracts {
  const { diagnostics } = checkContracts(sources, { vocabulary: networkVocabulary });
  const [fault] = diagnostics;
  if (fault !== undefined) throw new InternalError(`${fault.file} can't be shipped: ${fault.message}`);
  const digests = new Map(sources.map((source) => [source, sha256(source.text)]));
  const packed = Object.fromEntries(sources.map((source) => [sha256(source.text), packedText(source)]));
  return { packed, sound: setDigest(sources, digests) };
}

function packedText(source: ContractSource): string {
  const { value } = parseContract(source);
  const text = value === undefined ? undefined : packContract(value);
  if (text === undefined || !isDeepStrictEqual(unpackContract(text), value))
    throw new InternalError(`${source.file} would not come back as it was read.`);
  return text;
}
