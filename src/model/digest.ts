import { hash } from 'node:crypto';

/** SHA-256 as 64 lower-case hexadecimal characters. */
export type Sha256 = string;

const pattern = /^[0-9a-f]{64}$/;

export function sha256(bytes: Uint8Array | string): Sha256 {
  return hash('sha256', bytes, 'hex');
}

export function isSha256(text: string): text is Sha256 {
  return pattern.test(text);
}

/** The first 12 characters: how digests are shown to people and used in branch names. */
export function shortDigest(digest: Sha256): string {
  return digest.slice(0, 12);
}
