import type { LoadedGene } from './load-gene.ts';

/** Genes ready to run, the least recently used dropped first: bounded by number and by the memory of their images. */
export class LoadedGenes {
  readonly #most: number;
  readonly #mostBytes: number;
  readonly #genes = new Map<string, LoadedGene>();
  #bytes = 0;

  constructor(most: number, mostBytes: number) {
    this.#most = most;
    this.#mostBytes = mostBytes;
  }

  get size(): number {
    return this.#genes.size;
  }

  get(key: string): LoadedGene | undefined {
    const gene = this.#genes.get(key);
    if (gene === undefined) return undefined;
    this.#genes.delete(key);
    this.#genes.set(key, gene);
    return gene;
  }

  add(key: string, gene: LoadedGene): void {
    this.#remove(key);
    this.#genes.set(key, gene);
    this.#bytes += bytesOf(gene);
    for (const oldest of this.#genes.keys()) {
      if (this.#genes.size <= this.#most && this.#bytes <= this.#mostBytes) return;
      this.#remove(oldest);
    }
  }

  clear(): void {
    this.#genes.clear();
    this.#bytes = 0;
  }

  #remove(key: string): void {
    const gene = this.#genes.get(key);
    if (gene === undefined) return;
    this.#genes.delete(key);
    this.#bytes -= bytesOf(gene);
  }
}

function bytesOf(gene: LoadedGene): number {
  return 2 * gene.code.length + gene.bytecode.length + (gene.image?.bytes.length ?? 0);
}
