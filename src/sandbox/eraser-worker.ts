/** Sent by the worker: ready once, then one reply for each source. */
export type EraserMessage = { readonly ready: true } | EraserReply;

export type EraserReply =
  { readonly code: string } | { readonly message: string; readonly line?: number; readonly column?: number };

/**
 * Program of the thread that erases types. It is text because it has to start the same way from source, from a bundle and
 * under test. `workerData` is the path of the package.
 */
export const eraserProgram = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { transformSync } = require(workerData);
const options = { mode: 'strip-only', module: true, filename: 'gene.ts' };
const failure = (error) => {
  if (error instanceof RangeError) return { message: 'The source is nested too deeply.' };
  const message = typeof error === 'object' && error !== null && typeof error.message === 'string' ? error.message : String(error);
  if (typeof error.startLine !== 'number') return { message };
  return { message, line: error.startLine, column: error.startColumn + 1 };
};
parentPort.on('message', (source) => {
  let reply;
  try {
    reply = { code: transformSync(source, options).code };
  } catch (error) {
    reply = failure(error);
  }
  parentPort.postMessage(reply);
});
parentPort.postMessage({ ready: true });
`;
