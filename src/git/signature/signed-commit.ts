import { createHash } from 'node:crypto';
import * as nodeFs from 'node:fs';
import { IntegrityError } from '../../errors/integrity-error.ts';
import type { Repository } from '../repository.ts';

/** A commit's bytes as they were signed, and the signature over them. */
export interface SignedCommit {
  readonly payload: Uint8Array;
  /** Armoured; `undefined` for a commit without one. */
  readonly signature: string | undefined;
}

/**
 * Takes the signature (header `gpgsig`, gitformat-signature(5)) out of a commit.
 * @throws IntegrityError `commit-unreadable` also where the bytes do not have that id, or more than one signature
 */
export async function readSignedCommit(repository: Repository, oid: string): Promise<SignedCommit> {
  return splitSignature(await rawCommit(repository, oid), oid);
}

async function rawCommit({ commonDir }: Repository, oid: string): Promise<Buffer> {
  const git = await import('isomorphic-git');
  // What knows types gives a text of its own making; only the bytes as they are were signed.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const found = await git.readObject({ fs: nodeFs, gitdir: commonDir, oid, format: 'content' });
  const bytes = Buffer.from(found.object as Uint8Array);
  const id = createHash('sha1').update(`commit ${bytes.length}\0`).update(bytes).digest('hex');
  if (found.type !== 'commit' || id !== oid) throw unreadable(oid, 'its bytes have another id');
  return bytes;
}

function splitSignature(bytes: Buffer, oid: string): SignedCommit {
  const end = bytes.indexOf('\n\n');
  const text = bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
  const kept: string[] = [];
  const signature: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    const begins = /^gpgsig(-sha256)? /.exec(line);
    if (begins !== null) {
      if (signature.length > 0) throw unreadable(oid, 'it has more than one signature');
      signature.push(line.slice(begins[0].length));
    } else if (inside && line.startsWith(' ')) signature.push(line.slice(1));
    else kept.push(line);
    inside = begins !== null || (inside && line.startsWith(' '));
  }
  const rest = end < 0 ? Buffer.alloc(0) : bytes.subarray(end);
  return {
    payload: Buffer.concat([Buffer.from(kept.join('\n'), 'latin1'), rest]),
    signature: signature.length === 0 ? undefined : signature.join('\n'),
  };
}

function unreadable(oid: string, why: string): IntegrityError {
  return new IntegrityError({ code: 'commit-unreadable', message: `Cannot check commit ${oid}: ${why}.` });
}
