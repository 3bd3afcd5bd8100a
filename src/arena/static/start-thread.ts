import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Starts the module named by `entry` in a thread: JavaScript as built, or TypeScript where sg runs from its sources. */
const program = `
'use strict';
const { workerData } = require('node:worker_threads');
(async () => {
  if (workerData.loader !== undefined) (await import(workerData.loader)).register();
  await import(workerData.entry);
})();
`;

/**
 * A thread of its own for a module, with no environment and a bound on memory.
 * @param entry beside the caller, with the caller's own extension
 */
export function startThread(entry: URL, megabytes: number): Worker {
  const loader = entry.pathname.endsWith('.ts') ? sourceLoader() : undefined;
  return new Worker(program, {
    eval: true,
    workerData: { entry: entry.href, loader },
    env: {},
    execArgv: [],
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: megabytes, stackSizeMb: 8 },
  });
}

/** Of development only: the loader's ESM face, which `require.resolve` does not find. */
function sourceLoader(): string {
  const file = createRequire(import.meta.url).resolve('tsx/package.json');
  return new URL('./dist/esm/api/index.mjs', pathToFileURL(file)).href;
}
