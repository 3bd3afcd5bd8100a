import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ContractSource } from '../contract/source.ts';

const folders = ['contracts/genes', 'contracts/pathways', 'contracts/topologies'];

/** What is larger is no contract; the parser says so of the files that are open. */
const largestFile = 1024 * 1024;

/** The contracts of the folders a client has open: as they are typed where they are open, else as they are on disk. */
export class Documents {
  readonly #open = new Map<string, string>();
  readonly #disk = new Map<string, string>();

  /** @param uri as the client names it */
  set(uri: string, text: string): void {
    this.#open.set(uri, text);
  }

  async close(uri: string): Promise<void> {
    this.#open.delete(uri);
    await this.refresh(uri);
  }

  /** Reads one file anew, or forgets it. */
  async refresh(uri: string): Promise<void> {
    const file = fileOf(uri);
    const text = file === undefined ? undefined : await readContract(file);
    if (text === undefined) this.#disk.delete(uri);
    else this.#disk.set(uri, text);
  }

  /** Reads all contracts of a genome repository. */
  async addFolder(uri: string): Promise<void> {
    const root = fileOf(uri);
    if (root === undefined) return;
    for (const folder of folders) {
      const place = path.join(root, folder);
      const names = await readdir(place).catch(() => []);
      for (const name of names.filter((each) => each.endsWith('.sg'))) {
        await this.refresh(pathToFileURL(path.join(place, name)).href);
      }
    }
  }

  text(uri: string): string | undefined {
    return this.#open.get(uri) ?? this.#disk.get(uri);
  }

  /** Every contract, by URI, sorted as their files are. */
  sources(): readonly ContractSource[] {
    const all = new Map([...this.#disk, ...this.#open]);
    return [...all].map(([file, text]) => ({ file, text })).sort((a, b) => (a.file < b.file ? -1 : 1));
  }
}

function fileOf(uri: string): string | undefined {
  return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
}

async function readContract(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    return text.length > largestFile ? undefined : text;
  } catch {
    return undefined;
  }
}
