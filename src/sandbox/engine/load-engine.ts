import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { InternalError } from '../../errors/internal-error.ts';
import { sha256 } from '../../model/digest.ts';
import type { FileCache } from '../file-cache.ts';
import { requiredExports } from './engine-exports.ts';
import { meterEngine } from './meter-engine.ts';

/**
 * SHA-256 of what `meterEngine` makes of the engine this version was tested with (quickjs-wasi 3.6.2). A cached copy must
 * have this digest; any other engine is metered anew in each process, which takes about 30 ms.
 */
export const knownMeteredEngine = 'fe5e23915396fd0a1c3aa76fcd59f7c99078be1951abf19b6386ab6e11e554e9';

/** The metered engine as code, and the SHA-256 of its binary. */
export interface LoadedEngine {
  readonly module: WebAssembly.Module;
  readonly digest: string;
}

let loaded: Promise<LoadedEngine> | undefined;

/** The engine, compiled once in a process. The cache keeps the metered binary between processes. */
export function loadEngine(cache: FileCache): Promise<LoadedEngine> {
  loaded ??= compileEngine(cache).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function compileEngine(cache: FileCache): Promise<LoadedEngine> {
  const { binary, digest } = await meteredBinary(cache);
  const module = await WebAssembly.compile(binary);
  const names = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = requiredExports.filter((name) => !names.has(name));
  if (missing.length > 0) throw new InternalError(`The engine binary does not export ${missing.join(', ')}.`);
  return { module, digest };
}

/** The engine's binary with the meter in it, from the cache or made anew. */
export async function meteredBinary(cache: FileCache): Promise<{ binary: Uint8Array; digest: string }> {
  const kept = await cache.read(cacheName);
  if (kept !== undefined && sha256(kept) === knownMeteredEngine) return { binary: kept, digest: knownMeteredEngine };
  const source = await readFile(createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm'));
  const binary = meterEngine(source);
  const digest = sha256(binary);
  if (digest === knownMeteredEngine) await cache.write(cacheName, binary);
  return { binary, digest };
}

const cacheName = `engine-${knownMeteredEngine.slice(0, 16)}.wasm`;
