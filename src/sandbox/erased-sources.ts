import { isSha256, sha256 } from '../model/digest.ts';
import { InternalError } from '../errors/internal-error.ts';
import { readCached, writeCached } from './cache-file.ts';
import { eraseTypes, type Erasure } from './erase-types.ts';
import type { GeneSource } from './sandbox.ts';
import { TypeEraser } from './type-eraser.ts';

/** First line of a cache file: this version of its format, then the digest of everything after the line. */
const headerPattern = /^sg-erased-1 ([0-9a-f]{64})\n/;

/** Genes without their types, kept on disk by the digest of their source when there is a cache directory. */
export class ErasedSources {
  readonly #directory: string | undefined;
  readonly #eraser = new TypeEraser();

  constructor(directory: string | undefined) {
    this.#directory = directory;
  }

  async get(gene: GeneSource): Promise<Erasure> {
    if (!isSha256(gene.digest)) throw new InternalError('A gene reached the sandbox without a SHA-256 digest.');
    const name = `erased-${gene.digest}.js`;
    const cached = checkedText(await readCached(this.#directory, name));
    if (cached !== undefined) return { ok: true, code: cached };
    const erasure = await eraseTypes(gene.source, this.#eraser);
    if (erasure.ok) await writeCached(this.#directory, name, Buffer.from(withHeader(erasure.code)));
    return erasure;
  }

  dispose(): void {
    this.#eraser.dispose();
  }
}

function withHeader(code: string): string {
  return `sg-erased-1 ${sha256(code)}\n${code}`;
}

/** The code in a cache file that is whole; a torn or altered one counts as missing. */
function checkedText(bytes: Buffer | undefined): string | undefined {
  const text = bytes?.toString('utf8');
  const digest = text === undefined ? undefined : headerPattern.exec(text);
  if (text === undefined || digest === null || digest === undefined) return undefined;
  const code = text.slice(digest[0].length);
  return sha256(code) === digest[1] ? code : undefined;
}
