import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { InternalError } from '../../errors/internal-error.ts';
import { sha256 } from '../../model/digest.ts';
import { readCached, writeCached } from '../cache-file.ts';
import { requiredExports } from './engine-exports.ts';
import { meterEngine } from './meter-engine.ts';

/**
 * What `meterEngine` makes of the engine this version was tested with. A cached copy must have this digest; any other
 * engine is metered anew in each process (about 30 ms).
 */
export const knownEngine = {
  source: '',
  metered: '',
} as const;

let loaded: Promise<WebAssembly.Module> | undefined;

/** The metered engine, compiled once in a process. `cacheDir` keeps the metered binary between processes. */
export function loadEngine(cacheDir: string | undefined): Promise<WebAssembly.Module> {
  loaded ??= compileEngine(cacheDir);
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
  if (cached !== undefined && sha256(cached) === knownEngine.metered) return new Uint8Array(cached);
  const source = await readFile(createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm'));
  const metered = meterEngine(source);
  if (sha256(metered) === knownEngine.metered) await writeCached(cacheDir, cacheName, metered);
  return metered;
}

const cacheName = `engine-${knownEngine.metered.slice(0, 12)}.wasm`;
