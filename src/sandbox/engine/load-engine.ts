import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { InternalError } from '../../errors/internal-error.ts';
import { sha256 } from '../../model/digest.ts';
import { readCached, writeCached } from '../cache-file.ts';
import { requiredExports } from './engine-exports.ts';
import { meterEngine } from './meter-engine.ts';

/**
 * SHA-256 of what `meterEngine` makes of the engine this version was tested with (quickjs-wasi 3.6.2). A cached copy must
 * have this digest; any other engine is metered anew in each process, which takes about 30 ms.
 */
export const knownMeteredEngine = 'fe5e23915396fd0a1c3aa76fcd59f7c99078be1951abf19b6386ab6e11e554e9';

let loaded: Promise<WebAssembly.Module> | undefined;

/** The metered engine, compiled once in a process. `cacheDir` keeps the metered binary between processes. */
export function loadEngine(cacheDir: string | undefined): Promise<WebAssembly.Module> {
  loaded ??= compileEngine(cacheDir).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function compileEngine(cacheDir: string | undefined): Promise<WebAssembly.Module> {
  const module = await WebAssembly.compile(await meteredBinary(cacheDir));
  const names = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = requiredExports.filter((name) => !names.has(name));
  if (missing.length > 0) throw new InternalError(`The engine binary does not export ${missing.join(', ')}.`);
  return module;
}

async function meteredBinary(cacheDir: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const cached = await readCached(cacheDir, cacheName);
  if (cached !== undefined && sha256(cached) === knownMeteredEngine) return new Uint8Array(cached);
  const source = await readFile(createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm'));
  const metered = meterEngine(source);
  if (sha256(metered) === knownMeteredEngine) await writeCached(cacheDir, cacheName, metered);
  return metered;
}

const cacheName = `engine-${knownMeteredEngine.slice(0, 12)}.wasm`;
