import { createHash, createPublicKey, verify } from 'node:crypto';

/** What git signs for: signatures for files or mail must not pass for one of a commit. */
const namespace = 'git';

const hashes: ReadonlySet<string> = new Set(['sha256', 'sha512']);

/** SubjectPublicKeyInfo of Ed25519 up to the 32 bytes of the key (RFC 8410). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Who made a signature, or why it is none. */
export type SignatureCheck = { readonly key: string } | { readonly fault: string };

/**
 * Checks an SSH signature (OpenSSH, PROTOCOL.sshsig) by an Ed25519 key over these bytes, made for git.
 * @returns the key as authorized_keys(5) writes it, without its type: base64
 */
export function checkSshSignature(armoured: string, payload: Uint8Array): SignatureCheck {
  const body = /^-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*$/.exec(
    armoured,
  )?.[1];
  if (body === undefined) return { fault: 'it has a signature of another kind than SSH' };
  try {
    return checkBlob(Buffer.from(body, 'base64'), payload);
  } catch (error) {
    if (error instanceof RangeError) return { fault: 'its signature is cut short' };
    throw error;
  }
}

function checkBlob(blob: Buffer, payload: Uint8Array): SignatureCheck {
  if (blob.toString('latin1', 0, 6) !== 'SSHSIG' || blob.readUInt32BE(6) !== 1)
    return { fault: 'its signature is of an unknown form' };
  const [key, purpose, reserved, hash, signature] = strings(blob, 10, 5);
  if (purpose?.toString('latin1') !== namespace)
    return { fault: 'its signature was made for another purpose than git' };
  const algorithm = hash?.toString('latin1') ?? '';
  if (key === undefined || signature === undefined || reserved === undefined || !hashes.has(algorithm)) {
    return { fault: 'its signature is of an unknown form' };
  }
  const signed = Buffer.concat([
    Buffer.from('SSHSIG'),
    ...[namespace, reserved, algorithm, createHash(algorithm).update(payload).digest()].map(sshString),
  ]);
  const [type, raw] = strings(key, 0, 2);
  const [kind, value] = strings(signature, 0, 2);
  if (type?.toString('latin1') !== 'ssh-ed25519' || kind?.toString('latin1') !== 'ssh-ed25519' || raw?.length !== 32) {
    return { fault: 'it is not signed by an Ed25519 key' };
  }
  const publicKey = createPublicKey({ key: Buffer.concat([ed25519Prefix, raw]), format: 'der', type: 'spki' });
  const good = verify(null, signed, publicKey, value ?? Buffer.alloc(0));
  return good ? { key: key.toString('base64') } : { fault: 'its signature is wrong' };
}

/** Length-prefixed strings (RFC 4251, section 5). @throws RangeError where they end too early */
function strings(bytes: Buffer, from: number, count: number): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = from; found.length < count;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) throw new RangeError('string runs over the end');
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function sshString(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
