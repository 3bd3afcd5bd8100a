import { parentPort } from 'node:worker_threads';
import type { CompilerMessage, CompilerReply, CompilerRequest } from './compiler-requests.ts';
import { inspectModule } from './inspect-module.ts';
import { TypeChecker } from './type-checker.ts';

// The program of the thread that parses and checks; see compiler-thread.ts.
let checker: TypeChecker | undefined;

function answer(request: CompilerRequest): CompilerReply {
  try {
    if (request.kind === 'inspect') return { findings: inspectModule(request.source) };
    checker ??= new TypeChecker();
    return { findings: checker.check(request.locus, request.source, request.declarations) };
  } catch (error) {
    return { broken: error instanceof RangeError ? 'it is nested too deeply' : String(error) };
  }
}

function say(message: CompilerMessage): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (request: CompilerRequest) => {
  say(answer(request));
});
say({ ready: true });
