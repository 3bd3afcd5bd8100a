import { InternalError } from '../errors/internal-error.ts';
import { sha256 } from '../model/digest.ts';
import { bootCompiler, compileSource, type CompilerImage } from './engine/compiler.ts';
import { Engine, stackTop } from './engine/engine.ts';
import { forRunning } from './engine/intrinsics.ts';
import { loadEngine, type LoadedEngine } from './engine/load-engine.ts';
import { bootRunner, type GuestHandles, type RunnerImage } from './engine/runner.ts';
import { packWithBytes, unpackWithBytes, type FileCache } from './file-cache.ts';
import { guestFile, guestProgram } from './guest/guest-program.ts';
import { capacityFor } from './apply-limits.ts';
import { defaultLimits } from './sandbox.ts';

/** To be raised when images made by this version cannot be used by the last. */
const imageFormat = 1;

/** The engine's code and the states that engines are started from. */
export class Machine {
  readonly runner: RunnerImage;
  /** Stands for everything that images and bytecode depend on: what was made with another cannot be used with this one. */
  readonly version: string;
  readonly #engine: LoadedEngine;
  #compiler: CompilerImage | undefined;

  private constructor(engine: LoadedEngine, version: string, runner: RunnerImage | undefined) {
    this.#engine = engine;
    this.version = version;
    this.runner = runner ?? bootRunner(this.newEngine(), this.#guestBytecode());
  }

  static async start(cache: FileCache): Promise<Machine> {
    const engine = await loadEngine(cache);
    const version = sha256([engine.digest, forRunning, stackTop, imageFormat, guestProgram].join('\n'));
    const name = `runner-${version.slice(0, 16)}.img`;
    const kept = await cache.read(name);
    const machine = new Machine(engine, version, kept === undefined ? undefined : unpackRunner(kept));
    if (kept === undefined) await cache.write(name, packRunner(machine.runner));
    return machine;
  }

  newEngine(): Engine {
    return new Engine(this.#engine.module, capacityFor(defaultLimits));
  }

  /** Made when the first gene has to be compiled. */
  get compiler(): CompilerImage {
    return (this.#compiler ??= bootCompiler(this.newEngine()));
  }

  #guestBytecode(): Uint8Array {
    const engine = this.newEngine();
    engine.restore(this.compiler.image);
    const source = { text: guestProgram, file: guestFile, module: false };
    const compiled = compileSource(engine, this.compiler.scratch, source);
    if (!compiled.ok) throw new InternalError(`The guest program does not compile: ${compiled.error.message}`);
    return compiled.bytecode;
  }
}

interface RunnerHead {
  readonly pages: number;
  readonly handles: GuestHandles;
}

function packRunner({ image, handles }: RunnerImage): Buffer {
  return packWithBytes({ pages: image.pages, handles } satisfies RunnerHead, image.bytes);
}

function unpackRunner(content: Buffer): RunnerImage {
  const { head, bytes } = unpackWithBytes(content);
  const { pages, handles } = head as RunnerHead;
  return { image: { pages, bytes }, handles };
}
