import { printable } from '../../contract/printable.ts';
import { maxAlleleBytes } from '../../genome/genome.ts';
import { sha256 } from '../../model/digest.ts';
import type { StageFailure } from '../stage-result.ts';
import type { Candidate } from './candidate.ts';

/** Size, name and encoding. */
export function byteFailures({ bytes, digest }: Candidate): readonly StageFailure[] {
  if (bytes.length > maxAlleleBytes) {
    return [fault('too-large', `Expected an allele of at most ${maxAlleleBytes} bytes, got ${bytes.length}.`)];
  }
  const found = sha256(bytes);
  if (digest !== undefined && digest !== found) {
    return [
      fault(
        'digest-mismatch',
        `Expected bytes with the SHA-256 ${printable(digest.slice(0, 80))}, as the file's name says, found ${found}.`,
      ),
    ];
  }
  const text = tryDecode(bytes);
  if (text === undefined) return [fault('not-utf8', 'Expected UTF-8 text, found bytes that are not.')];
  if (text.startsWith('\uFEFF')) return [fault('byte-order-mark', 'Expected UTF-8 without a byte order mark.')];
  return [];
}

/** The text of bytes that have passed. */
export function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function tryDecode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function fault(kind: string, message: string): StageFailure {
  return { kind, at: 'file', message };
}
