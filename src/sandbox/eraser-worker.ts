/** Sent by the worker: ready once, then one reply for each source. */
export type EraserMessage = { readonly ready: true } | EraserReply;

export type EraserReply =
  | { readonly code: string }
  | { readonly message: string; readonly line: number; readonly column: number }
  /** The parser itself gave up, and is not to be used again. */
  | { readonly message: string; readonly broken: true };

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
  if (typeof error.startLine === 'number') return { message: error.message, line: error.startLine, column: error.startColumn + 1 };
  return { message: 'The source cannot be parsed; it may be nested too deeply.', broken: true };
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
