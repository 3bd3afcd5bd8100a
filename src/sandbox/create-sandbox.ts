import { InternalError } from '../errors/internal-error.ts';
import type { Json } from '../model/json.ts';
import { CompiledGenes } from './compiled-genes.ts';
import { EnginePool } from './engine-pool.ts';
import { faultOr } from './fault-or.ts';
import { FileCache } from './file-cache.ts';
import { checkedLimits } from './checked-limits.ts';
import { loadGene, type LoadedGene } from './load-gene.ts';
import { LoadedGenes } from './loaded-genes.ts';
import { Machine } from './machine.ts';
import { runGene } from './run-gene.ts';
import type { GeneFault, GeneResult, GeneSource, HostPort, RunOptions, Sandbox, SandboxLimits } from './sandbox.ts';

export interface SandboxOptions {
  /** Directory for what is slow to make and the same in every process; made when missing. Without it nothing is kept. */
  readonly cacheDir?: string;
  /** Runs at the same time; more wait. Default 4. */
  readonly instances?: number;
  /** Genes kept ready to run. Default 64. */
  readonly genes?: number;
}

const defaultInstances = 4;
const defaultGenes = 64;
const imageBytes = 128 * 1024 * 1024;

/** Starts the engine; what it costs is in the benchmarks. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const cache = new FileCache(options.cacheDir);
  return new PooledSandbox(await Machine.start(cache), cache, options);
}

class PooledSandbox implements Sandbox {
  readonly #machine: Machine;
  readonly #pool: EnginePool;
  readonly #compiled: CompiledGenes;
  readonly #loaded: LoadedGenes;
  #disposed = false;

  constructor(machine: Machine, cache: FileCache, options: SandboxOptions) {
    this.#machine = machine;
    this.#pool = new EnginePool(() => machine.newEngine(), options.instances ?? defaultInstances);
    this.#compiled = new CompiledGenes(machine, this.#pool, cache);
    this.#loaded = new LoadedGenes(options.genes ?? defaultGenes, imageBytes);
  }

  async run(gene: GeneSource, input: Json, port: HostPort, options: RunOptions): Promise<GeneResult> {
    this.#checkAlive();
    const limits = checkedLimits(options.limits);
    const key = `${gene.digest}\n${port.operations.join()}\n${gene.file}`;
    const loaded = this.#loaded.get(key) ?? (await this.#load(key, gene, port.operations, limits));
    // What stops when the sandbox is disposed of looks like the gene's fault and is not.
    if ('kind' in loaded) this.#checkAlive();
    if ('kind' in loaded) return { ok: false, fault: loaded, operations: 0 };
    const run = { gene: loaded, input, port, seed: options.seed, limits };
    return this.#pool.use((engine) => runGene(engine, this.#machine, run));
  }

  dispose(): void {
    this.#disposed = true;
    this.#pool.dispose();
    this.#loaded.clear();
    this.#compiled.dispose();
  }

  #checkAlive(): void {
    if (this.#disposed) throw new InternalError('The sandbox was used after it had been disposed.');
  }

  async #load(
    key: string,
    gene: GeneSource,
    operations: readonly string[],
    limits: SandboxLimits,
  ): Promise<LoadedGene | GeneFault> {
    checkOperationNames(operations);
    const compiled = await this.#compiled.get(gene, limits);
    if ('kind' in compiled) return compiled;
    const code = { ...compiled, operations: [...operations] };
    const loaded = await this.#pool.use((engine) =>
      faultOr(engine, () => loadGene(engine, this.#machine, code, limits)),
    );
    if (!('kind' in loaded)) this.#loaded.add(key, loaded);
    return loaded;
  }
}

/** They become members of an object the gene sees; `then` would make that object look like a promise. */
function checkOperationNames(operations: readonly string[]): void {
  for (const name of operations) {
    if (/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name) && name !== 'then') continue;
    throw new InternalError(`${JSON.stringify(name)} cannot be the name of a kernel operation.`);
  }
}
