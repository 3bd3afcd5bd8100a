import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../model/digest.ts';

const digestLength = 64;

/**
 * Files that are slow to make and the same in every process. Each begins with the SHA-256 of the rest, so that one that is
 * torn or altered counts as missing and is made anew. That finds accidents, not attackers: what is kept here is either
 * checked against a digest from elsewhere or runs inside the sandbox.
 */
export class FileCache {
  readonly #directory: string | undefined;

  /** @param directory made when missing; without one nothing is kept */
  constructor(directory: string | undefined) {
    this.#directory = directory;
  }

  async read(name: string): Promise<Buffer | undefined> {
    if (this.#directory === undefined) return undefined;
    try {
      return checked(await readFile(join(this.#directory, name)));
    } catch {
      return undefined;
    }
  }

  /** A cache that cannot be written is no cache: the work is done again next time. */
  async write(name: string, content: Uint8Array): Promise<void> {
    if (this.#directory === undefined) return;
    try {
      const { default: writeFileAtomic } = await import('write-file-atomic');
      await mkdir(this.#directory, { recursive: true });
      const file = Buffer.concat([Buffer.from(sha256(content)), content]);
      await writeFileAtomic(join(this.#directory, name), file, { fsync: false });
    } catch {
      return;
    }
  }
}

function checked(file: Buffer): Buffer | undefined {
  const content = file.subarray(digestLength);
  return file.toString('latin1', 0, digestLength) === sha256(content) ? content : undefined;
}

/** JSON and bytes in one content: a length, the JSON text, the bytes. */
export function packWithBytes(head: unknown, bytes: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, bytes]);
}

export function unpackWithBytes(content: Buffer): { readonly head: unknown; readonly bytes: Uint8Array } {
  const end = 4 + content.readUInt32LE(0);
  return {
    head: JSON.parse(content.toString('utf8', 4, end)) as unknown,
    bytes: Uint8Array.from(content.subarray(end)),
  };
}
