import { InternalError } from '../errors/internal-error.ts';
import { isSha256, sha256 } from '../model/digest.ts';
import { compileGene, type CompiledGene } from './compile-gene.ts';
import type { EnginePool } from './engine-pool.ts';
import { eraseTypes } from './erase-types.ts';
import { faultOr } from './fault-or.ts';
import { packWithBytes, unpackWithBytes, type FileCache } from './file-cache.ts';
import type { Machine } from './machine.ts';
import type { GeneFault, GeneSource, SandboxLimits } from './sandbox.ts';
import { TypeEraser } from './type-eraser.ts';

/** Genes from their source: types erased, compiled, and kept on disk by the source's digest when there is a cache. */
export class CompiledGenes {
  readonly #machine: Machine;
  readonly #pool: EnginePool;
  readonly #cache: FileCache;
  readonly #eraser = new TypeEraser();

  constructor(machine: Machine, pool: EnginePool, cache: FileCache) {
    this.#machine = machine;
    this.#pool = pool;
    this.#cache = cache;
  }

  /** @returns the fault where the source is none the engine can run */
  async get(gene: GeneSource, limits: SandboxLimits): Promise<CompiledGene | GeneFault> {
    if (!isSha256(gene.digest)) throw new InternalError('A gene reached the sandbox without a SHA-256 digest.');
    const name = `gene-${gene.digest.slice(0, 32)}-${sha256(`${this.#machine.version}\n${gene.file}`).slice(0, 16)}.bin`;
    const kept = await this.#cache.read(name);
    if (kept !== undefined) return unpackGene(kept, gene);
    const compiled = await this.#compile(gene, limits);
    if (!('kind' in compiled)) await this.#cache.write(name, packGene(compiled));
    return compiled;
  }

  dispose(): void {
    this.#eraser.dispose();
  }

  async #compile(gene: GeneSource, limits: SandboxLimits): Promise<CompiledGene | GeneFault> {
    const erasure = await eraseTypes(gene.source, this.#eraser);
    if (!erasure.ok) return erasure.fault;
    const text = { code: erasure.code, file: gene.file };
    return this.#pool.use((engine) => faultOr(engine, () => compileGene(engine, this.#machine, text, limits)));
  }
}

function packGene({ code, bytecode }: CompiledGene): Buffer {
  return packWithBytes({ code }, bytecode);
}

function unpackGene(content: Buffer, { file }: GeneSource): CompiledGene {
  const { head, bytes } = unpackWithBytes(content);
  return { file, code: (head as { readonly code: string }).code, bytecode: bytes };
}
