import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { contractDigest } from '../contract/contract-digest.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import { evidenceText, parseEvidence, type Evidence } from './evidence.ts';
import { basisOf } from './evidence-basis.ts';
import type { Matter } from './matter.ts';

/**
 * Evidence that was made before, under the digest of everything it follows from. Each file begins with the SHA-256 of the
 * rest: one that is torn or altered counts as missing. That finds accidents; whoever may write here may write anything.
 */
export class EvidenceCache {
  readonly #folder: string;

  constructor(cacheDir: string) {
    this.#folder = path.join(cacheDir, 'arena');
  }

  async read(matter: Matter, version: string): Promise<Evidence | undefined> {
    const file = this.#file(matter, version);
    try {
      const [digest = '', ...rest] = (await readFile(file, 'utf8')).split('\n');
      const text = rest.join('\n');
      return sha256(text) === digest ? parseEvidence(text, file) : undefined;
    } catch {
      return undefined;
    }
  }

  /** A cache that can't be written is no cache. */
  async write(matter: Matter, version: string, evidence: Evidence): Promise<void> {
    const text = evidenceText(evidence);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFileAtomic(this.#file(matter, version), `${sha256(text)}\n${text}`, { fsync: false });
    } catch {
      return;
    }
  }

  #file(matter: Matter, version: string): string {
    return path.join(this.#folder, `${keyOf(matter, version)}.json`);
  }
}

/** Beside the basis: the candidate's name and certificate, which the first stage looks at, and the program itself. */
function keyOf(matter: Matter, version: string): Sha256 {
  const { candidate, incumbent, contract } = matter;
  const key = {
    version,
    contract: contractDigest(contract),
    candidate: candidate.digest,
    named: candidate.named ?? null,
    certificate: candidate.certificate === undefined ? null : sha256(candidate.certificate),
    incumbent: incumbent?.digest ?? null,
    basis: basisOf(matter),
  };
  return sha256(canonicalJson(key));
}
