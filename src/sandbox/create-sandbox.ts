import { InternalError } from '../errors/internal-error.ts';
import type { Json } from '../model/json.ts';
import { bootEngine, type BootImages } from './engine/boot-engine.ts';
import { Engine } from './engine/engine.ts';
import { loadEngine } from './engine/load-engine.ts';
import { EnginePool } from './engine-pool.ts';
import { ErasedSources } from './erased-sources.ts';
import { faultOr } from './fault-or.ts';
import { checkedLimits } from './limits.ts';
import { capacityFor, loadGene, type LoadedGene } from './load-gene.ts';
import { LoadedGenes } from './loaded-genes.ts';
import { runGene } from './run-gene.ts';
import {
  defaultLimits,
  type GeneFault,
  type GeneResult,
  type GeneSource,
  type HostPort,
  type RunOptions,
  type Sandbox,
  type SandboxLimits,
} from './sandbox.ts';

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

/** Starts the engine: about 40 ms in a new process, 15 ms with a cache. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const module = await loadEngine(options.cacheDir);
  return new PooledSandbox(module, options);
}

class PooledSandbox implements Sandbox {
  readonly #boot: BootImages;
  readonly #pool: EnginePool;
  readonly #genes: LoadedGenes;
  readonly #erased: ErasedSources;
  #disposed = false;

  constructor(module: WebAssembly.Module, options: SandboxOptions) {
    const create = (): Engine => new Engine(module, capacityFor(defaultLimits));
    const first = create();
    this.#boot = bootEngine(first);
    this.#pool = new EnginePool(first, create, options.instances ?? defaultInstances);
    this.#genes = new LoadedGenes(options.genes ?? defaultGenes, imageBytes);
    this.#erased = new ErasedSources(options.cacheDir);
  }

  async run(gene: GeneSource, input: Json, port: HostPort, options: RunOptions): Promise<GeneResult> {
    if (this.#disposed) throw new InternalError('The sandbox was used after it had been disposed.');
    const limits = checkedLimits(options.limits);
    const loaded = await this.#loaded(gene, port.operations, limits);
    if ('kind' in loaded) return { ok: false, fault: loaded, operations: 0 };
    return this.#pool.use((engine) =>
      runGene(engine, this.#boot, { gene: loaded, input, port, seed: options.seed, limits }),
    );
  }

  dispose(): void {
    this.#disposed = true;
    this.#pool.dispose();
    this.#genes.clear();
    this.#erased.dispose();
  }

  async #loaded(
    gene: GeneSource,
    operations: readonly string[],
    limits: SandboxLimits,
  ): Promise<LoadedGene | GeneFault> {
    const key = `${gene.digest}\n${operations.join()}\n${gene.file}`;
    const known = this.#genes.get(key);
    if (known !== undefined) return known;
    checkOperationNames(operations);
    const erasure = await this.#erased.get(gene);
    if (!erasure.ok) return erasure.fault;
    const code = { code: erasure.code, file: gene.file, operations: [...operations] };
    return this.#pool.use(async (engine) => {
      const loaded = await faultOr(engine, () => loadGene(engine, this.#boot, code, limits));
      if (!('kind' in loaded)) this.#genes.add(key, loaded);
      return loaded;
    });
  }
}

/** They become members of an object the gene sees; `then` would make that object look like a promise. */
function checkOperationNames(operations: readonly string[]): void {
  for (const name of operations) {
    if (/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name) && name !== 'then') continue;
    throw new InternalError(`${JSON.stringify(name)} cannot be the name of a kernel operation.`);
  }
}
